import { newId } from "../../../src/shared/ids.js";
import type { NewClick } from "../../../src/services/partners/click/new-click.js";

/** A whole click of nobody in particular. */
export const newClick = (of: Partial<NewClick> = {}): NewClick => ({
  organizationId: "00000000-0000-7000-8000-000000000001",
  id: newId(),
  linkId: newId(),
  programId: newId(),
  partnerId: newId(),
  visitorId: newId(),
  clickedAt: new Date(),
  sourceHash: Buffer.from("0123456789abcdef"),
  subId: null,
  partnerRevoked: false,
  botEvidence: null,
  ...of,
});
