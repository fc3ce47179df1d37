import { ApiKey } from "../../entities/identity/api-key.entity.js";
import { AppError, fieldInvalid } from "../../shared/errors.js";
import type { KeyScope } from "../../shared/key-scope.js";
import { KEY_SCOPES } from "../../shared/key-scope.js";
import { newId } from "../../shared/ids.js";
import { plainNameOf } from "../../shared/plain-name.js";
import type { TenantContext } from "../../shared/tenant-context.js";
import type { Journal } from "../audit/journal.js";
import { newToken } from "./token.js";

export interface NewApiKey {
  id?: string;
  name: string;
  scopes: readonly KeyScope[];
  /** From when on it opens nothing; absent or null: it does not end by itself. */
  expiresAt?: Date | null;
}

/** A key and its plaintext, which is shown this one time. */
export interface MadeKey {
  id: string;
  apiKey: ApiKey;
  token: string;
}

const HOUR_MS = 3_600_000;
/** A week: long enough for whoever has to carry a key to another machine. */
const OVERLAP_HOURS_MAX = 168;
export const OVERLAP_HOURS_DEFAULT = 24;

/** Keys for machines. What a scope may do stands in the permission table and nowhere else. */
export class ApiKeyService {
  constructor(private readonly journal: Journal) {}

  /** Makes a key and gives its plaintext, this one time. Throws STEP_UP_REQUIRED. */
  async create(ctx: TenantContext, given: NewApiKey): Promise<MadeKey> {
    ctx.require("apiKey:write");
    const name = plainNameOf(given.name);
    // In the table's order and each once, so that keys of the same rights look the same.
    const scopes = KEY_SCOPES.filter((scope) => given.scopes.includes(scope));
    if (scopes.length === 0) {
      throw fieldInvalid("scopes_invalid", "scopes", "A key needs at least one scope: without any it opens nothing.");
    }
    const { id = newId(), expiresAt = null } = given;
    return ctx.transaction(async (ctx) => {
      if (expiresAt && expiresAt <= ctx.clock.now()) {
        throw fieldInvalid("expiry_invalid", "expiresAt", "A key's end lies in the future.");
      }
      await ctx.requireStepUp();
      return this.insert(ctx, { id, name, scopes, expiresAt });
    });
  }

  /**
   * Makes a key in the place of another: of the same name and scopes, without an end. The old one goes on for so many hours,
   * unless it ends before, so that nothing stands still while the new one is carried to where it is used. Throws
   * STEP_UP_REQUIRED.
   */
  async rotate(
    ctx: TenantContext,
    { id = newId(), ...asked }: { id?: string; apiKeyId: string; overlapHours: number },
  ): Promise<MadeKey & { replaced: ApiKey }> {
    ctx.require("apiKey:write");
    if (!Number.isInteger(asked.overlapHours) || asked.overlapHours < 0 || asked.overlapHours > OVERLAP_HOURS_MAX) {
      throw fieldInvalid(
        "overlap_invalid",
        "overlapHours",
        `A replaced key goes on for 0 to ${OVERLAP_HOURS_MAX} whole hours.`,
      );
    }
    return ctx.transaction(async (ctx) => {
      const replaced = await ctx.repo(ApiKey).getForUpdate(asked.apiKeyId);
      const now = ctx.clock.now();
      if (replaced.revokedAt || (replaced.expiresAt && replaced.expiresAt <= now)) {
        throw new AppError("conflict", "This key has ended: make a new one instead.", { code: "key_ended" });
      }
      await ctx.requireStepUp();
      const endsAt = new Date(now.getTime() + asked.overlapHours * HOUR_MS);
      if (!replaced.expiresAt || replaced.expiresAt > endsAt) replaced.expiresAt = endsAt;
      await ctx.repo(ApiKey).save(replaced);
      const { name, scopes } = replaced;
      const made = await this.insert(ctx, { id, name, scopes, expiresAt: null, replaces: replaced.id });
      return { ...made, replaced };
    });
  }

  private async insert(
    ctx: TenantContext,
    { replaces, ...given }: { id: string; name: string; scopes: KeyScope[]; expiresAt: Date | null; replaces?: string },
  ): Promise<MadeKey> {
    const { token, hash, prefix } = newToken("key");
    const { id, scopes, expiresAt } = given;
    const times = { createdAt: ctx.clock.now(), revokedAt: null, lastUsedAt: null };
    const apiKey = await ctx.repo(ApiKey).insert({ ...given, ...times, prefix, tokenHash: hash });
    const data = {
      scopes,
      ...(expiresAt && { expiresAt: expiresAt.toISOString() }),
      ...(replaces !== undefined && { replaces }),
    };
    await this.journal.append(ctx, [{ kind: "apiKey.created", subject: { type: "apiKey", id }, data }]);
    return { id, apiKey, token };
  }

  /** Ends a key at once. Safe to repeat. */
  async revoke(ctx: TenantContext, id: string): Promise<ApiKey> {
    ctx.require("apiKey:write");
    return ctx.transaction(async (ctx) => {
      const apiKey = await ctx.repo(ApiKey).getForUpdate(id);
      if (apiKey.revokedAt) return apiKey;
      apiKey.revokedAt = ctx.clock.now();
      await ctx.repo(ApiKey).save(apiKey);
      await this.journal.append(ctx, [{ kind: "apiKey.revoked", subject: { type: "apiKey", id }, data: {} }]);
      return apiKey;
    });
  }
}
