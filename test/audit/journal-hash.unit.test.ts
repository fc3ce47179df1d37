import { describe, expect, test } from "@jest/globals";
import {
  CHAIN_START,
  chainHash,
  isPendingDigest,
  leafHash,
  originCommitment,
  pendingDigest,
} from "../../src/services/audit/journal-hash.js";
import { derivedKey } from "../../src/shared/derived-key.js";

describe("hashes of the journal", () => {
  test("a leaf is that of RFC 6962, with its published values", () => {
    expect(leafHash(Buffer.alloc(0)).toString("hex")).toBe(
      "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
    );
    expect(leafHash(Buffer.from("L123456")).toString("hex")).toBe(
      "395aa064aa4c29f7010acfe3f25db9485bbd4b91897b6ad7ad547639252b4d56",
    );
  });

  test("the chain begins with zeros and depends on every leaf and their order", () => {
    const [a, b] = [leafHash(Buffer.from("a")), leafHash(Buffer.from("b"))];
    const forth = chainHash(chainHash(CHAIN_START, a), b);
    const back = chainHash(chainHash(CHAIN_START, b), a);
    expect(forth.toString("hex")).toBe("1f5df4d414e5a016d42e54c3580d6c8f8bf8252a9dd0cdff1dd21f9f849f1ba7");
    expect(back.equals(forth)).toBe(false);
  });

  test("a pending entry's digest holds its bytes and every column beside them", () => {
    const key = derivedKey(Buffer.alloc(32, 1), "journal-pending");
    const entry = { organizationId: "o", id: "e", kind: "k", partnerId: null, bytes: Buffer.from("{}") };
    const digest = pendingDigest(key, entry);
    expect(isPendingDigest(key, entry, digest)).toBe(true);
    for (const other of [
      { ...entry, organizationId: "p" },
      { ...entry, id: "f" },
      { ...entry, kind: "l" },
      { ...entry, partnerId: "partner" },
      { ...entry, bytes: Buffer.from("{ }") },
    ]) {
      expect(isPendingDigest(key, other, digest)).toBe(false);
    }
    expect(isPendingDigest(derivedKey(Buffer.alloc(32, 2), "journal-pending"), entry, digest)).toBe(false);
    expect(isPendingDigest(key, entry, digest.subarray(0, 16))).toBe(false);
  });

  test("keys of different purposes and of different installations differ", () => {
    const keys = [
      derivedKey(Buffer.alloc(32, 1), "journal-pending"),
      derivedKey(Buffer.alloc(32, 1), "cursor-cipher"),
      derivedKey(Buffer.alloc(32, 2), "journal-pending"),
    ].map((key) => key.toString("hex"));
    expect(new Set(keys).size).toBe(3);
    expect(keys[0]).toHaveLength(64);
  });

  test("a commitment depends on its salt, so the same address twice cannot be recognised", () => {
    const value = Buffer.from('{"ip":"192.0.2.1"}');
    expect(originCommitment(Buffer.alloc(32, 1), value)).not.toBe(originCommitment(Buffer.alloc(32, 2), value));
    expect(originCommitment(Buffer.alloc(32, 1), value)).toHaveLength(43);
  });
});
