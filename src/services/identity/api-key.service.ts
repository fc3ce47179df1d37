import type { ApiKeyKind } from "../../entities/identity/api-key.entity.js";
import { ApiKey } from "../../entities/identity/api-key.entity.js";
import { AppError } from "../../shared/errors.js";
import { newId } from "../../shared/ids.js";
import { isPlainName } from "../../shared/plain-name.js";
import type { TenantContext } from "../../shared/tenant-context.js";
import type { Journal } from "../audit/journal.js";
import { newToken } from "./token.js";

export interface NewApiKey {
  id?: string;
  name: string;
  kind: ApiKeyKind;
}

/** Keys for machines. What a kind may do stands in the permission table and nowhere else. */
export class ApiKeyService {
  constructor(private readonly journal: Journal) {}

  /** Makes a key and gives its plaintext, this one time. */
  async create(ctx: TenantContext, given: NewApiKey): Promise<{ id: string; apiKey: ApiKey; token: string }> {
    ctx.require("apiKey:write");
    const name = given.name.trim();
    if (!isPlainName(name)) {
      throw new AppError("unprocessable", "A key's name has 1 to 200 characters, all on one line.", {
        code: "name_invalid",
        path: ["name"],
      });
    }
    const { token, hash, prefix } = newToken("key");
    const { id = newId(), kind } = given;
    const apiKey = await ctx.transaction(async (ctx) => {
      const made = { id, name, kind, prefix, tokenHash: hash, createdAt: ctx.clock.now(), revokedAt: null };
      const apiKey = await ctx.repo(ApiKey).insert(made);
      await this.journal.append(ctx, [
        { kind: "apiKey.created", subject: { type: "apiKey", id }, data: { keyKind: kind } },
      ]);
      return apiKey;
    });
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
