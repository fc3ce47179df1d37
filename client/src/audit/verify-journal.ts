import type { Client, CombinedError } from "urql";

import { JournalVerificationDocument } from "../graph/generated/graphql.js";
import type { JournalVerificationQuery } from "../graph/generated/graphql.js";

export type Verification = JournalVerificationQuery["journalVerification"];

export type VerificationState =
  | { kind: "running"; verified: bigint; size: bigint | null }
  | { kind: "whole"; verification: Verification }
  | { kind: "broken"; verification: Verification }
  | { kind: "failed"; error: CombinedError | undefined };

/** A journal of more parts than this is verified on the command line. */
const PARTS_MAX = 100_000;

/** Has the whole journal recomputed, part by part, and tells how far it is. Ends early when it is stopped. */
export async function verifyJournal(
  client: Client,
  stopped: AbortSignal,
  tell: (state: VerificationState) => void,
): Promise<void> {
  tell({ kind: "running", verified: 0n, size: null });
  let after: string | null = null;
  for (let part = 0; part < PARTS_MAX; part += 1) {
    const { data, error } = await client
      .query(JournalVerificationDocument, { after }, { requestPolicy: "network-only" })
      .toPromise();
    if (stopped.aborted) return;
    if (!data) {
      tell({ kind: "failed", error });
      return;
    }
    const verification: Verification = data.journalVerification;
    if (verification.firstBreak) {
      tell({ kind: "broken", verification });
      return;
    }
    if (!verification.cursor) {
      tell({ kind: verification.isWhole ? "whole" : "broken", verification });
      return;
    }
    tell({ kind: "running", verified: BigInt(verification.verifiedEntries), size: BigInt(verification.head.size) });
    after = verification.cursor;
  }
  tell({ kind: "failed", error: undefined });
}
