import { createHash } from "node:crypto";

import type { AppError } from "../../shared/errors.js";
import { fieldInvalid } from "../../shared/errors.js";
import { newId } from "../../shared/ids.js";
import type { Permission } from "../../shared/permissions.js";
import type { TenantContext } from "../../shared/tenant-context.js";
import type { JsonValue } from "../audit/canonical-bytes.js";
import { canonicalBytes } from "../audit/canonical-bytes.js";

const KEY = /^[\x21-\x7e]{1,255}$/;

/** What somebody asks for, by a key of their own that tells the repetition of a request from a second one. */
export interface KeyedRequest {
  /** Absent: a request that is made anew each time. */
  key: string | null | undefined;
  /** The mutation's name: one key does not stand for two kinds of request. */
  operation: string;
  /** Everything that was asked. */
  request: object;
  /** What the work needs. Asked here, because a repetition does no work that would ask. */
  needs: Permission;
}

/** How something new is made under a given id, and how what was made is found again. */
export interface Making<Made> {
  make: (ctx: TenantContext, id: string) => Promise<Made>;
  recall: (ctx: TenantContext, id: string) => Promise<Made>;
}

/**
 * Lets a mutation be repeated: the same key with the same request gives what the first one made, as it is now. The key
 * is stored in the transaction of the work, so a refused request leaves it free.
 */
export class IdempotencyService {
  /**
   * Makes something once for its key. Of two at the same moment the second waits for the first and gets its result.
   *
   * Throws `idempotency_key_invalid`, or `idempotency_mismatch` for a key that stands for another request.
   */
  async once<Made>(ctx: TenantContext, asked: KeyedRequest, { make, recall }: Making<Made>): Promise<Made> {
    ctx.require(asked.needs);
    const { key } = asked;
    if (key === null || key === undefined) return make(ctx, newId());
    if (!KEY.test(key)) {
      throw refusal("idempotency_key_invalid", "An idempotency key has 1 to 255 visible ASCII characters.");
    }
    const hash = hashOf(asked);
    return ctx.transaction(async (ctx) => {
      const id = newId();
      const first = await claim(ctx, { key, hash, id });
      if (first === null) return make(ctx, id);
      if (!first.request_hash.equals(hash)) {
        throw refusal("idempotency_mismatch", "This key was used for another request. Take a new one.");
      }
      return recall(ctx, first.response.id);
    });
  }
}

interface FirstRequest {
  request_hash: Buffer;
  response: { id: string };
}

/** Takes a key that is free, and gives null; else the request for which it stands. */
async function claim(
  ctx: TenantContext,
  { key, hash, id }: { key: string; hash: Buffer; id: string },
): Promise<FirstRequest | null> {
  // Twice: a key that expires between the two statements is free again.
  for (let attempt = 0; attempt < 2; attempt++) {
    // Whoever has just inserted the key is waited for here, so it comes before every other lock.
    const inserted = await ctx.execute(CLAIM, [ctx.organizationId, key, hash, { id }, ctx.clock.now()]);
    if (inserted === 1) return null;
    const [first] = await ctx.query<FirstRequest>(FIRST, [ctx.organizationId, key]);
    if (first) return first;
  }
  throw new Error("Broken assumption: a key that is taken can be read");
}

const CLAIM = `
  INSERT INTO idempotency_key (organization_id, key, request_hash, response, created_at)
  VALUES ($1, $2, $3, $4, $5) ON CONFLICT (organization_id, key) DO NOTHING`;

const FIRST = "SELECT request_hash, response FROM idempotency_key WHERE organization_id = $1 AND key = $2";

function hashOf({ operation, request }: KeyedRequest): Buffer {
  // Amounts and instants as JSON has them; members in any order are the same request.
  const plain = JSON.parse(JSON.stringify(request, (_, value: unknown) => asText(value))) as JsonValue;
  return createHash("sha256")
    .update(canonicalBytes({ operation, request: plain }))
    .digest();
}

const asText = (value: unknown): unknown => (typeof value === "bigint" ? value.toString() : value);

const refusal = (code: string, message: string): AppError => fieldInvalid(code, "idempotencyKey", message);
