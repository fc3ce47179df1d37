import pg from "pg";

import { JournalVerifier } from "../../src/services/audit/journal-verifier.js";
import { assert } from "../../src/shared/errors.js";
import { postgresCpuMs } from "../support/contender.js";
import type { Figure } from "../support/figure.js";
import { beside, median } from "../support/figure.js";
import type { Scratch } from "../support/scratch.js";
import { takeTurns } from "../support/turns.js";
import { copyOut } from "./copy-out.js";
import { openLongJournal } from "./long-journal.js";

const ENTRIES = 50_000;
const ROUNDS = 5;

interface Run {
  perSecond: number;
  nodeMs: number;
  postgresMs: number;
}

/** How fast a journal is recomputed, entry by entry, beside a COPY of the same rows that are then dropped. */
export async function measureVerify(scratch: Scratch): Promise<Figure[]> {
  const organizationId = await openLongJournal(scratch, ENTRIES);
  const verifier = new JournalVerifier(scratch.database);
  const client = new pg.Client(scratch.appUrl);
  await client.connect();
  try {
    await client.query(`SET app.organization_id = '${organizationId}'`);
    const contestants = {
      limit: () => copyOut(client, COPY),
      verify: async () => {
        const { verified, break: broken } = await verifier.verify(organizationId);
        assert(broken === null, "the journal that is verified is whole");
        return Number(verified);
      },
    };
    const timed = (work: () => Promise<number>): Promise<Run> => run(work, scratch.postmasterPid);
    await takeTurns(1, contestants, timed);
    const runs = await takeTurns(ROUNDS, contestants, timed);
    const speeds = (of: Run[]): number[] => of.map(({ perSecond }) => perSecond);
    return [
      beside(
        "verify, entries",
        { ours: speeds(runs.verify), limit: speeds(runs.limit) },
        { bar: 0.25 },
        {
          nodeCpuMs: median(runs.verify.map(({ nodeMs }) => nodeMs)) / ENTRIES,
          postgresCpuMs: median(runs.verify.map(({ postgresMs }) => postgresMs)) / ENTRIES,
        },
      ),
    ];
  } finally {
    await client.end();
  }
}

async function run(work: () => Promise<number>, postmasterPid: number): Promise<Run> {
  const [node, postgres, from] = [process.cpuUsage(), postgresCpuMs(postmasterPid), performance.now()];
  const entries = await work();
  const seconds = (performance.now() - from) / 1_000;
  assert(entries === ENTRIES, "every entry is read");
  const { user, system } = process.cpuUsage(node);
  return {
    perSecond: entries / seconds,
    nodeMs: (user + system) / 1_000,
    postgresMs: postgresCpuMs(postmasterPid) - postgres,
  };
}

/** The columns that are verified, in the order in which they are. */
const COPY = `
  COPY (SELECT position, id, kind, partner_id, bytes, leaf_hash, chain_hash
    FROM journal_entry WHERE organization_id = current_setting('app.organization_id')::uuid ORDER BY position) TO STDOUT`;
