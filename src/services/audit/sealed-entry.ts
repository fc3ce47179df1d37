import { assert } from "../../shared/errors.js";
import type { JournalActor, JournalData, JournalPayload, JournalSubject } from "./journal-fact.js";

/** A sealed entry as its readers get it. Readers share one object: it is frozen. */
export interface SealedEntry {
  readonly organizationId: string;
  /** The leaf's index: 0 for an organization's first entry, without gaps. */
  readonly position: bigint;
  readonly id: string;
  readonly kind: string;
  readonly at: Date;
  readonly actor: JournalActor;
  readonly subject: JournalSubject;
  readonly data: JournalData;
  readonly partnerId: string | null;
  readonly leafHash: Buffer;
  readonly chainHash: Buffer;
  /** What its bytes weigh. */
  readonly byteLength: number;
}

/** Its columns as they are stored. */
export interface SealedRow {
  position: bigint;
  bytes: Buffer;
  leafHash: Buffer;
  chainHash: Buffer;
}

/** Reads the bytes of a sealed entry. */
export function readSealedEntry({ position, bytes, leafHash, chainHash }: SealedRow): SealedEntry {
  const payload = JSON.parse(bytes.toString("utf8")) as JournalPayload;
  assert(typeof payload.id === "string" && typeof payload.kind === "string", "a sealed entry has an id and a kind");
  return Object.freeze({
    organizationId: payload.organizationId,
    position,
    id: payload.id,
    kind: payload.kind,
    at: new Date(payload.at),
    actor: payload.actor,
    subject: payload.subject,
    data: payload.data,
    partnerId: payload.partnerId ?? null,
    leafHash,
    chainHash,
    byteLength: bytes.length,
  });
}
