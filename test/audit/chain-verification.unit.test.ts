import { describe, expect, test } from "@jest/globals";
import fc from "fast-check";
import { canonicalBytes } from "../../src/services/audit/canonical-bytes.js";
import { verifyChain, type StoredEntry, type StoredHead } from "../../src/services/audit/chain-verification.js";
import { CHAIN_START, chainHash, leafHash } from "../../src/services/audit/journal-hash.js";

interface StoredJournal {
  head: StoredHead;
  entries: StoredEntry[];
}

/** What a forger may want an entry to say. */
const entryOf = (organizationId: string, name: string, previous: Buffer, position: bigint): StoredEntry => {
  const partnerId = name.endsWith("2") ? "partner-2" : null;
  const bytes = canonicalBytes({
    id: name,
    organizationId,
    kind: "link.created",
    data: { name },
    ...(partnerId === null ? {} : { partnerId }),
  });
  const leaf = leafHash(bytes);
  return {
    position,
    id: name,
    kind: "link.created",
    partnerId,
    bytes,
    leafHash: leaf,
    chainHash: chainHash(previous, leaf),
  };
};

/** Seals entries named e0, e1, ... */
function sealed(count: number, organizationId = "acme"): StoredJournal {
  const entries: StoredEntry[] = [];
  let chain: Buffer = CHAIN_START;
  for (let index = 0; index < count; index += 1) {
    const entry = entryOf(organizationId, `e${index}`, chain, BigInt(index));
    entries.push(entry);
    chain = entry.chainHash;
  }
  return { head: { size: BigInt(count), chainHash: chain }, entries };
}

const pagesOf = (entries: StoredEntry[], size: number): StoredEntry[][] => {
  const pages: StoredEntry[][] = [];
  for (let from = 0; from < entries.length; from += size) pages.push(entries.slice(from, from + size));
  return pages;
};

const verify = (journal: StoredJournal, pageSize = 3) =>
  verifyChain("acme", journal.head, pagesOf(journal.entries, pageSize));

/** Gives the entries the positions in which they now stand. */
const renumbered = (entries: StoredEntry[]): StoredEntry[] =>
  entries.map((entry, index) => ({ ...entry, position: BigInt(index) }));

describe("verifying a chain", () => {
  test.each([0, 1, 2, 3, 10])("a journal of %d entries holds, however it is paged", async (count) => {
    for (const pageSize of [1, 3, 100]) {
      const journal = sealed(count);
      expect(await verify(journal, pageSize)).toEqual({
        organizationId: "acme",
        verified: BigInt(count),
        chainHash: journal.head.chainHash.toString("hex"),
        isComplete: true,
        break: null,
      });
    }
  });

  test("TM1 changed bytes are named at their position", async () => {
    const journal = sealed(10);
    journal.entries[4]!.bytes = Buffer.from(journal.entries[4]!.bytes.toString().replace("e4", "e5"));
    expect(await verify(journal)).toMatchObject({ verified: 4n, break: { kind: "bytesChanged", position: 4n } });
  });

  test("TM1 bytes changed together with their leaf are named at their position", async () => {
    const journal = sealed(10);
    const forged = entryOf("acme", "forged", Buffer.alloc(32), 4n);
    journal.entries[4] = { ...forged, chainHash: journal.entries[4]!.chainHash };
    expect(await verify(journal)).toMatchObject({ verified: 4n, break: { kind: "chainBroken", position: 4n } });
  });

  test("TM1 an entry changed with all its hashes is found by the one after it", async () => {
    const journal = sealed(10);
    journal.entries[4] = entryOf("acme", "forged", journal.entries[3]!.chainHash, 4n);
    expect(await verify(journal)).toMatchObject({ verified: 5n, break: { kind: "chainBroken", position: 5n } });
  });

  test("TM1 the last entry changed with all its hashes is found by the head", async () => {
    const journal = sealed(10);
    journal.entries[9] = entryOf("acme", "forged", journal.entries[8]!.chainHash, 9n);
    expect(await verify(journal)).toMatchObject({ verified: 10n, break: { kind: "headWrong", position: 10n } });
  });

  test("TM1 a partner's column that disagrees with the bytes is named", async () => {
    const journal = sealed(10);
    journal.entries[2]!.partnerId = "partner-3";
    expect(await verify(journal)).toMatchObject({
      break: { kind: "columnChanged", position: 2n, detail: expect.stringContaining("partnerId") },
    });
    journal.entries[2]!.partnerId = null;
    expect(await verify(journal)).toMatchObject({ break: { kind: "columnChanged", position: 2n } });
  });

  test.each(["id", "kind"] as const)("TM1 a changed column of %s is named", async (column) => {
    const journal = sealed(10);
    journal.entries[6]![column] = "something.else";
    expect(await verify(journal)).toMatchObject({ break: { kind: "columnChanged", position: 6n } });
  });

  test("TM2 an inserted entry is told from a changed one, even if it continues the chain before it", async () => {
    for (const pageSize of [1, 3, 100]) {
      const journal = sealed(10);
      journal.entries.splice(4, 0, entryOf("acme", "planted", CHAIN_START, 4n));
      journal.entries = renumbered(journal.entries);
      journal.head.size = 11n;
      expect(await verify(journal, pageSize)).toMatchObject({ break: { kind: "inserted", position: 4n } });
    }
    const journal = sealed(10);
    journal.entries.splice(4, 0, entryOf("acme", "planted", journal.entries[3]!.chainHash, 4n));
    journal.entries = renumbered(journal.entries);
    journal.head.size = 11n;
    expect(await verify(journal)).toMatchObject({ break: { kind: "chainBroken", position: 5n } });
  });

  test("TM2 an entry beyond the head is named", async () => {
    const journal = sealed(10);
    journal.entries.push(entryOf("acme", "planted", journal.head.chainHash, 10n));
    expect(await verify(journal)).toMatchObject({ verified: 10n, break: { kind: "inserted", position: 10n } });
  });

  test("TM3 deleted entries are named by their positions", async () => {
    const journal = sealed(10);
    journal.entries.splice(3, 2);
    expect(await verify(journal)).toMatchObject({
      verified: 3n,
      break: { kind: "missing", position: 3n, detail: expect.stringContaining("positions 3 to 4") },
    });
  });

  test("TM3 an entry deleted by renumbering those behind it breaks the chain where it stood", async () => {
    const journal = sealed(10);
    journal.entries.splice(3, 1);
    journal.entries = renumbered(journal.entries);
    journal.head.size = 9n;
    expect(await verify(journal)).toMatchObject({ verified: 3n, break: { kind: "chainBroken", position: 3n } });
  });

  test("TM4 entries that changed places are named, near or far", async () => {
    for (const [from, to] of [
      [3, 4],
      [2, 8],
      [0, 9],
    ] as const) {
      const journal = sealed(10);
      const { entries } = journal;
      [entries[from], entries[to]] = [entries[to]!, entries[from]!];
      journal.entries = renumbered(entries);
      expect(await verify(journal)).toMatchObject({
        verified: BigInt(from),
        break: { kind: "reordered", position: BigInt(from) },
      });
    }
  });

  test("TM5 a tail that was cut off is named from the head", async () => {
    const journal = sealed(10);
    journal.entries.splice(7);
    expect(await verify(journal)).toMatchObject({ verified: 7n, break: { kind: "missing", position: 7n } });
  });

  test("TM6 an entry of another organization is named", async () => {
    const journal = sealed(10);
    journal.entries[5] = sealed(10, "rival").entries[5]!;
    expect(await verify(journal)).toMatchObject({ break: { kind: "foreignOrganization", position: 5n } });
    expect(await verify(sealed(3, "rival"))).toMatchObject({
      break: { kind: "foreignOrganization", position: 0n },
    });
  });

  test("bytes that are not an entry are named", async () => {
    const journal = sealed(3);
    const bytes = Buffer.from("no json");
    journal.entries[1] = { ...journal.entries[1]!, bytes, leafHash: leafHash(bytes) };
    expect(await verify(journal)).toMatchObject({ break: { kind: "malformed", position: 1n } });
  });

  test("a head with the wrong hash is named", async () => {
    const journal = sealed(3);
    journal.head.chainHash = Buffer.alloc(32, 9);
    expect(await verify(journal)).toMatchObject({ verified: 3n, break: { kind: "headWrong", position: 3n } });
  });

  test("any single bit that is turned, in any column that is hashed, is found at its entry", async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.nat({ max: 11 }),
        fc.constantFrom("bytes" as const, "leafHash" as const, "chainHash" as const),
        fc.nat(),
        async (position, column, bit) => {
          const journal = sealed(12);
          const entry = journal.entries[position]!;
          const changed = Buffer.from(entry[column]);
          const at = bit % (changed.length * 8);
          changed[at >> 3]! ^= 1 << (at & 7);
          entry[column] = changed;
          const found = await verify(journal, 5);
          expect(found.break?.position).toBe(BigInt(position));
        },
      ),
      { numRuns: 500 },
    );
  });
});
