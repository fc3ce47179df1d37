import { JournalVerifier } from "../../audit/journal-verifier.js";
import type { Findings, PlatformInvariant } from "./invariant.js";

export const journalsVerify: PlatformInvariant = {
  name: "journals-verify",
  promise: "Every journal is contiguous from its first entry to its head, and every hash in it is right.",
  async find(database, examplesMax) {
    const found: Findings = { count: 0n, examples: [] };
    for await (const { organizationId, break: broken } of new JournalVerifier(database).verifyAll()) {
      if (!broken) continue;
      found.count += 1n;
      if (found.examples.length < examplesMax) {
        found.examples.push(`The journal of ${organizationId} breaks at position ${broken.position}: ${broken.detail}`);
      }
    }
    return found;
  },
};
