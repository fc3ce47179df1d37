import type { JournalSealer } from "../services/audit/journal-sealer.js";
import type { ReadinessCheck } from "./health.js";
import type { Metric } from "./metrics.js";

/** A journal that is not sealed for so long tells nobody anything. */
const PENDING_AGE_MAX_MS = 60_000;

/**
 * Whether facts reach the journal. A journal that stands still for a forged entry is for people to look into: it is told by
 * metrics and the log, and does not take the server away from every other organization.
 */
export const journalCheck = (sealer: JournalSealer): ReadinessCheck => ({
  name: "journal",
  async findFault() {
    const ageMs = await sealer.sealableAgeMs();
    return ageMs > PENDING_AGE_MAX_MS ? `entries wait since ${Math.round(ageMs / 1_000)} s to be sealed` : undefined;
  },
});

export const journalMetrics = (sealer: JournalSealer): Metric[] => [
  {
    name: "tributary_journal_pending_age_seconds",
    help: "Age of the oldest journal entry that is not sealed.",
    kind: "gauge",
    read: async () => (await sealer.oldestPendingAgeMs()) / 1_000,
  },
  {
    name: "tributary_journals_standing_still",
    help: "Journals that are not sealed because an entry was not written by this installation.",
    kind: "gauge",
    read: () => sealer.standingStill.length,
  },
];
