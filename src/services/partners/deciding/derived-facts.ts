import type { TenantContext } from "../../../shared/tenant-context.js";
import type { JournalFact } from "../../audit/journal-fact.js";
import type { Journal } from "../../audit/journal.js";

/** What follows from facts by the rules is done by the house, whoever brought the facts. To be appended last. */
export async function appendDerived(
  ctx: TenantContext,
  journal: Journal,
  facts: readonly JournalFact[],
): Promise<void> {
  const { organizationId } = ctx;
  await journal.appendIn(ctx.open, { organizationId, principal: { kind: "system", name: "attribution" } }, facts);
}
