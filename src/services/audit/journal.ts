import { randomBytes } from "node:crypto";

import type { Writing } from "../../shared/database/together.js";
import type { Transaction } from "../../shared/database/transaction.js";
import { plainArray } from "../../shared/database/plain-array.js";
import { derivedKey } from "../../shared/derived-key.js";
import { assert } from "../../shared/errors.js";
import { PLATFORM_ID, newId } from "../../shared/ids.js";
import type { Principal } from "../../shared/principal.js";
import type { Origin, TenantContext } from "../../shared/tenant-context.js";
import { canonicalBytes } from "./canonical-bytes.js";
import type { JournalActor, JournalFact, JournalPayload } from "./journal-fact.js";
import { originCommitment, pendingDigest } from "./journal-hash.js";

/** Longer facts belong in a table of their own, with the entry pointing there. */
const ENTRY_BYTES_MAX = 64 * 1024;
const SALT_BYTES = 32;

/** Whose journal, and who acts: what a TenantContext knows, for work that has none. */
export interface JournalScope {
  organizationId: string;
  principal: Principal;
  origin?: Origin;
}

/** What one has done, and who it is. */
export interface FactsOfOne {
  by: Pick<JournalScope, "principal" | "origin">;
  facts: readonly JournalFact[];
}

/** An entry as it is written, with where the request came from beside it. */
interface Entry {
  id: string;
  kind: string;
  partnerId: string | null;
  bytes: Buffer;
  digest: Buffer;
  salt: Buffer | null;
  origin: Buffer | null;
}

/** The key of the digests that guard entries until they are sealed. */
export const pendingKeyOf = (secretKey: Buffer): Buffer => derivedKey(secretKey, "journal-pending");

/**
 * Where facts are written down. An entry commits with the change that it tells of, or neither does; sealing, and telling
 * anybody, come after the commit.
 */
export class Journal {
  private readonly pendingKey: Buffer;

  /** @param wake - called after the commit with the organization whose journal has new entries. */
  constructor(
    secretKey: Buffer,
    private readonly wake: (organizationId: string) => void,
  ) {
    this.pendingKey = pendingKeyOf(secretKey);
  }

  /**
   * Appends facts in the given order, in one statement of the open transaction, and gives their entry ids. Call it last:
   * an entry takes its number here, and one that waits for locks afterwards would be sealed before facts it depends on.
   */
  append(ctx: TenantContext, facts: readonly JournalFact[]): Promise<string[]> {
    return this.appendIn(ctx.open, ctx, facts);
  }

  /** Like `append`, for transactions without a TenantContext: the platform's own journal, and new organizations. */
  async appendIn(transaction: Transaction, scope: JournalScope, facts: readonly JournalFact[]): Promise<string[]> {
    if (facts.length === 0) return [];
    const { organizationId } = scope;
    const entries = this.entriesOf(transaction, scope, facts);
    const writings = writingsOf(organizationId, entries);
    await Promise.all(writings.map(({ text, values, name }) => transaction.write(text, values, name)));
    transaction.afterCommit(() => this.wake(organizationId));
    return entries.map((entry) => entry.id);
  }

  /** Appends what an operator did in an organization to the platform's journal as well, in the same transaction. */
  async appendToPlatform(ctx: TenantContext, facts: readonly JournalFact[]): Promise<void> {
    const { open, principal, origin } = ctx;
    // The organization's own rows are all that the runtime role may write here.
    await open.query("SET LOCAL ROLE tributary_operator");
    await this.appendIn(open, { organizationId: PLATFORM_ID, principal, origin }, facts);
    await open.query("SET LOCAL ROLE NONE");
  }

  /**
   * Appends what several did, each in their own name and in the given order. COMMIT leaves with it, so nothing may be
   * asked of the transaction after it.
   */
  appendLast(ctx: TenantContext, done: readonly FactsOfOne[]): void {
    const { open, organizationId } = ctx;
    const entries = done.flatMap(({ by, facts }) => this.entriesOf(open, { ...by, organizationId }, facts));
    if (entries.length === 0) return;
    for (const { text, values, name } of writingsOf(organizationId, entries)) open.writeLast(text, values, name);
    open.afterCommit(() => this.wake(organizationId));
  }

  private entriesOf(transaction: Transaction, scope: JournalScope, facts: readonly JournalFact[]): Entry[] {
    const { organizationId } = scope;
    const origin = originOf(scope.origin);
    const at = transaction.clock.now().toISOString();
    const actor = actorOf(scope.principal);
    return facts.map((fact) => this.entryOf({ organizationId, at, actor, origin }, fact));
  }

  private entryOf(
    {
      organizationId,
      at,
      actor,
      origin,
    }: { organizationId: string; at: string; actor: JournalActor; origin: Buffer | null },
    fact: JournalFact,
  ): Entry {
    const id = newId();
    const partnerId = fact.partnerId ?? null;
    const salt = origin === null ? null : randomBytes(SALT_BYTES);
    const payload: JournalPayload = {
      id,
      organizationId,
      kind: fact.kind,
      at,
      actor,
      subject: fact.subject,
      data: fact.data,
      ...(partnerId === null ? {} : { partnerId }),
      ...(salt === null || origin === null ? {} : { origin: originCommitment(salt, origin) }),
    };
    const bytes = canonicalBytes(payload);
    assert(bytes.length <= ENTRY_BYTES_MAX, `a journal entry has at most ${ENTRY_BYTES_MAX} bytes`);
    const content = { organizationId, id, kind: fact.kind, partnerId, bytes };
    return { ...content, salt, origin, digest: pendingDigest(this.pendingKey, content) };
  }
}

/**
 * The sequence number is taken row by row in the order of the facts. It is for ordering only; positions come with sealing.
 * The transaction gets its id before its first number, which PendingFloor relies on.
 */
const APPEND = `
  INSERT INTO journal_pending (organization_id, id, kind, bytes, digest, partner_id, appended_at)
  SELECT $1, fact.id, fact.kind, fact.bytes, fact.digest, fact.partner_id, clock_timestamp()
  FROM unnest($2::uuid[], $3::text[], $4::bytea[], $5::bytea[], $6::uuid[])
    WITH ORDINALITY AS fact (id, kind, bytes, digest, partner_id, place)
  WHERE pg_current_xact_id() IS NOT NULL
  ORDER BY fact.place`;

/** Entries, and beside them where they came from, for those that came from somewhere. */
function writingsOf(organizationId: string, entries: readonly Entry[]): Writing[] {
  const append = { text: APPEND, values: appendValues(organizationId, entries), name: "journal-append" };
  const origins = entries.filter(({ origin }) => origin !== null);
  if (origins.length === 0) return [append];
  return [append, { text: KEEP_ORIGINS, values: originValues(organizationId, origins), name: "journal-keep-origins" }];
}

const appendValues = (organizationId: string, entries: readonly Entry[]): unknown[] => [
  organizationId,
  plainArray(entries.map((entry) => entry.id)),
  plainArray(entries.map((entry) => entry.kind)),
  entries.map((entry) => entry.bytes),
  entries.map((entry) => entry.digest),
  plainArray(entries.map((entry) => entry.partnerId)),
];

const KEEP_ORIGINS = `
  INSERT INTO journal_origin (organization_id, entry_id, salt, value)
  SELECT $1, origin.entry_id, origin.salt, origin.value::jsonb
  FROM unnest($2::uuid[], $3::bytea[], $4::text[]) AS origin (entry_id, salt, value)`;

const originValues = (organizationId: string, entries: readonly Entry[]): unknown[] => [
  organizationId,
  plainArray(entries.map((entry) => entry.id)),
  entries.map((entry) => entry.salt),
  entries.map((entry) => entry.origin?.toString("utf8")),
];

/** A person appears by the reference that this organization has for them, never by a name or an address. */
function actorOf(principal: Principal): JournalActor {
  switch (principal.kind) {
    case "member":
      return {
        kind: "member",
        id: principal.membershipId,
        ...(principal.impersonation && { operatorId: principal.impersonation.operatorId }),
      };
    case "partner":
      return { kind: "partner", id: principal.partnerId };
    case "key":
      return { kind: "key", id: principal.keyId };
    case "operator":
      return { kind: "operator", id: principal.operatorId };
    case "system":
      return { kind: "system", id: principal.name };
  }
}

/** The canonical bytes of where the request came from; null where nothing is known of it. */
function originOf(origin: Origin | undefined): Buffer | null {
  if (origin?.ip === undefined && origin?.userAgent === undefined) return null;
  // A header is a stranger's text: jsonb holds neither NUL nor half a character.
  const userAgent = origin.userAgent?.toWellFormed().replaceAll("\u0000", "\ufffd");
  return canonicalBytes({ ip: origin.ip, userAgent });
}
