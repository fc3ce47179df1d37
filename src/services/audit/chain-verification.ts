import { CHAIN_START, HASH_BYTES, chainHash, leafHash } from "./journal-hash.js";

/** A row of the journal as it is stored. */
export interface StoredEntry {
  position: bigint;
  id: string;
  kind: string;
  partnerId: string | null;
  bytes: Buffer;
  leafHash: Buffer;
  chainHash: Buffer;
}

/** The journal's head as it is stored. */
export interface StoredHead {
  /** How many entries are sealed; the next one gets this position. */
  size: bigint;
  chainHash: Buffer;
}

export type ChainBreakKind =
  /** The bytes do not hash to the leaf. */
  | "bytesChanged"
  /** Entries that the chain or the head commits to are not there. */
  | "missing"
  /** An entry stands here that its neighbours do not know. */
  | "inserted"
  /** The right entries, in another order. */
  | "reordered"
  /** The chain hash is not that of the previous one and the leaf. */
  | "chainBroken"
  /** Every entry holds, but the head says something else. */
  | "headWrong"
  /** The bytes belong to another organization. */
  | "foreignOrganization"
  /** A column beside the bytes disagrees with them. */
  | "columnChanged"
  /** The bytes are not an entry at all. */
  | "malformed";

interface ChainBreak {
  kind: ChainBreakKind;
  /** The first position at which the journal is not what was sealed. */
  position: bigint;
  /** One plain sentence for whoever investigates. */
  detail: string;
}

/** Up to where a journal was verified before: everything in front of `position` held, and chained to this hash. */
export interface ChainPlace {
  position: bigint;
  chainHash: Buffer;
}

const FROM_THE_FIRST: ChainPlace = { position: 0n, chainHash: CHAIN_START };

export interface ChainVerification {
  organizationId: string;
  /** How many entries hold, counted from the first, with those that were verified before. */
  verified: bigint;
  /** Whether the journal's end was reached, or a break. */
  isComplete: boolean;
  /** The chain hash of the last of them in hex: kept elsewhere, it proves later that none of them was replaced. */
  chainHash: string;
  /** The first break, or null: the journal is whole. */
  break: ChainBreak | null;
}

/** How far ahead a break is looked into, to say what it is. Finding it needs no such bound. */
const INSIGHT_ENTRIES_MAX = 256;

/**
 * Recomputes a journal from its first entry to its head and names the exact first break. Takes the entries in the order
 * of their positions, page by page, and holds one page at a time. The head must have been read before the entries, which
 * must be all that stand before `head.size`, and any beyond it that were there when the head was read.
 *
 * @param from - where to go on; the pages begin there.
 * @param until - the pages end before this position, if that is not the journal's end.
 */
export async function verifyChain(
  organizationId: string,
  head: StoredHead,
  pages: AsyncIterable<readonly StoredEntry[]> | Iterable<readonly StoredEntry[]>,
  { from = FROM_THE_FIRST, until = head.size }: { from?: ChainPlace; until?: bigint } = {},
): Promise<ChainVerification> {
  let next = from.position;
  let chain: Buffer = from.chainHash;
  const upTo = (found: ChainBreak | null): ChainVerification => ({
    organizationId,
    verified: next,
    isComplete: found !== null || next >= head.size,
    chainHash: chain.toString("hex"),
    break: found,
  });

  const reader = new PageReader(pages);
  for (let page = await reader.next(); page !== null; page = await reader.next()) {
    for (const [index, entry] of page.entries()) {
      const fault =
        positionFault(next, entry, head) ??
        contentFault(organizationId, entry) ??
        (continues(chain, entry) ? null : chainFault(chain, await reader.ahead(page, index, INSIGHT_ENTRIES_MAX)));
      if (fault !== null) return upTo({ position: next, ...fault });
      chain = entry.chainHash;
      next += 1n;
    }
  }
  if (next === until && until < head.size) return upTo(null);
  if (next < head.size) {
    return upTo({
      kind: "missing",
      position: next,
      detail: `The head commits to ${head.size} entries; those from position ${next} on are gone.`,
    });
  }
  if (!chain.equals(head.chainHash)) {
    return upTo({ kind: "headWrong", position: next, detail: "The head's hash is not that of the last entry." });
  }
  return upTo(null);
}

/** A break whose position is that of the entry looked at. */
type Fault = Pick<ChainBreak, "kind" | "detail">;

function positionFault(expected: bigint, entry: StoredEntry, head: StoredHead): Fault | null {
  if (entry.position > expected && expected < head.size) {
    const last = (entry.position < head.size ? entry.position : head.size) - 1n;
    return { kind: "missing", detail: `The entries at positions ${expected} to ${last} are gone.` };
  }
  if (entry.position !== expected || expected >= head.size) {
    return {
      kind: "inserted",
      detail: `An entry stands at position ${entry.position}, outside of the ${head.size} that the head commits to.`,
    };
  }
  return null;
}

function contentFault(organizationId: string, entry: StoredEntry): Fault | null {
  if (!leafHash(entry.bytes).equals(entry.leafHash)) {
    return { kind: "bytesChanged", detail: "The bytes do not hash to the leaf that was sealed." };
  }
  const payload = parsed(entry.bytes);
  if (payload === null) return { kind: "malformed", detail: "The bytes are not a JSON object." };
  if (payload["organizationId"] !== organizationId) {
    return { kind: "foreignOrganization", detail: "The entry was sealed in the journal of another organization." };
  }
  // The columns that readers search and route by must say what the bytes say.
  if (payload["id"] !== entry.id) return columnFault("id");
  if (payload["kind"] !== entry.kind) return columnFault("kind");
  if ((payload["partnerId"] ?? null) !== entry.partnerId) return columnFault("partnerId");
  return null;
}

const columnFault = (column: string): Fault => ({
  kind: "columnChanged",
  detail: `The column of ${column} disagrees with the bytes.`,
});

/** A hash of another length, which only tampering leaves, continues nothing. */
const continues = (chain: Buffer, entry: StoredEntry): boolean =>
  chain.length === HASH_BYTES &&
  entry.leafHash.length === HASH_BYTES &&
  chainHash(chain, entry.leafHash).equals(entry.chainHash);

/** Says what broke the chain at the first of these entries, which does not continue `chain`. */
function chainFault(chain: Buffer, ahead: readonly StoredEntry[]): Fault {
  const here = ahead[0];
  const successor = ahead.find((entry) => continues(chain, entry));
  if (here === undefined || successor === undefined) {
    return {
      kind: "chainBroken",
      detail: "The chain goes from the entry before to another one: this was changed with its hashes, or one is gone.",
    };
  }
  // Whatever the chain knows of this entry, it stands behind one of those that follow here.
  return ahead.some((entry) => continues(entry.chainHash, here))
    ? { kind: "reordered", detail: `The entry that was sealed here stands at position ${successor.position}.` }
    : { kind: "inserted", detail: `The chain goes on at position ${successor.position}, without this entry.` };
}

function parsed(bytes: Buffer): Record<string, unknown> | null {
  try {
    const value: unknown = JSON.parse(bytes.toString("utf8"));
    return typeof value === "object" && value !== null ? (value as Record<string, unknown>) : null;
  } catch {
    return null;
  }
}

/** Pages one after the other, and, where a break is looked into, some entries beyond the page at hand. */
class PageReader {
  private readonly pages: AsyncIterator<readonly StoredEntry[]> | Iterator<readonly StoredEntry[]>;

  constructor(pages: AsyncIterable<readonly StoredEntry[]> | Iterable<readonly StoredEntry[]>) {
    this.pages = Symbol.asyncIterator in pages ? pages[Symbol.asyncIterator]() : pages[Symbol.iterator]();
  }

  async next(): Promise<readonly StoredEntry[] | null> {
    const { value, done } = await this.pages.next();
    return done === true ? null : value;
  }

  /** The entries of the page from `index` on, and those of the pages after it, at most `count`. Ends the reading. */
  async ahead(page: readonly StoredEntry[], index: number, count: number): Promise<StoredEntry[]> {
    const entries = page.slice(index, index + count);
    while (entries.length < count) {
      const following = await this.next();
      if (following === null) break;
      entries.push(...following.slice(0, count - entries.length));
    }
    return entries;
  }
}
