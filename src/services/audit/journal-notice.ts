import { isUuid } from "../../shared/ids.js";

/** The channel on which sealers tell every process how far a journal reaches. */
export const JOURNAL_CHANNEL = "tributary_journal";

/** A journal reaches to this position now. A hint: what was sealed is read from the table. */
export interface JournalNotice {
  organizationId: string;
  position: bigint;
}

export const journalNotice = ({ organizationId, position }: JournalNotice): string => `${organizationId}:${position}`;

/** Null for what is not a notice: any role may send on any channel. */
export function readJournalNotice(text: string): JournalNotice | null {
  const [organizationId, position, ...rest] = text.split(":");
  if (!isUuid(organizationId) || position === undefined || !/^\d{1,18}$/.test(position) || rest.length > 0) return null;
  return { organizationId, position: BigInt(position) };
}
