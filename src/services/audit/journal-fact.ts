import type { JsonValue } from "./canonical-bytes.js";
import type { JournalKind } from "./journal-kinds.js";

/** What an entry is about: a type of the glossary and the id of one. */
export type JournalSubject = {
  type: string;
  id: string;
};

/** Who did it. `system` is the house itself, by a job or a command. */
export type JournalActor = {
  kind: string;
  id: string | null;
  /** Who really acted, where an operator impersonates the actor. */
  operatorId?: string;
};

export type JournalData = { readonly [key: string]: JsonValue | undefined };

/**
 * A fact as a service hands it over. Nothing in it may name a person: people appear as random references that belong
 * to this organization, so that the chain outlives any erasure. Amounts are decimal strings.
 */
export interface JournalFact {
  kind: JournalKind;
  subject: JournalSubject;
  data: JournalData;
  /** The partner whom it concerns, if one: their followers get it. */
  partnerId?: string | null;
}

/** What an entry's canonical bytes say. */
export type JournalPayload = {
  id: string;
  organizationId: string;
  kind: string;
  /** ISO 8601, UTC, milliseconds: the instant of the transaction, by the organization's clock. */
  at: string;
  actor: JournalActor;
  subject: JournalSubject;
  data: JournalData;
  /** Present where the entry concerns one partner. */
  partnerId?: string;
  /** The commitment to where the request came from, present where that is known. */
  origin?: string;
};
