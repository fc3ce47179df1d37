import type { ApiKeyKind } from "../../entities/identity/api-key.entity.js";
import { notFound } from "../../shared/errors.js";
import { isUuid, newId } from "../../shared/ids.js";
import type { TenantContext } from "../../shared/tenant-context.js";
import type { Journal } from "../audit/journal.js";
import { newToken } from "./token.js";

/** Keys for machines. What a kind may do stands in the permission table and nowhere else. */
export class ApiKeyService {
  constructor(private readonly journal: Journal) {}

  /** Makes a key and gives its plaintext, this one time. */
  async create(
    ctx: TenantContext,
    { name, kind }: { name: string; kind: ApiKeyKind },
  ): Promise<{ id: string; token: string }> {
    ctx.require("apiKey:write");
    const { token, hash, prefix } = newToken("key");
    const id = newId();
    await ctx.transaction(async (ctx) => {
      await ctx.execute(
        `INSERT INTO api_key (id, organization_id, name, kind, prefix, token_hash, created_at)
         VALUES ($1, $2, $3, $4, $5, $6, $7)`,
        [id, ctx.organizationId, name, kind, prefix, hash, ctx.clock.now()],
      );
      await this.journal.append(ctx, [
        { kind: "apiKey.created", subject: { type: "apiKey", id }, data: { keyKind: kind } },
      ]);
    });
    return { id, token };
  }

  /** Ends a key at once. Safe to repeat. */
  async revoke(ctx: TenantContext, id: string): Promise<void> {
    ctx.require("apiKey:write");
    if (!isUuid(id)) throw notFound("API key");
    await ctx.transaction(async (ctx) => {
      const [key] = await ctx.query<{ revoked_at: Date | null }>(
        "SELECT revoked_at FROM api_key WHERE id = $1 FOR UPDATE",
        [id],
      );
      if (!key) throw notFound("API key");
      if (key.revoked_at) return;
      await ctx.execute("UPDATE api_key SET revoked_at = $1 WHERE id = $2", [ctx.clock.now(), id]);
      await this.journal.append(ctx, [{ kind: "apiKey.revoked", subject: { type: "apiKey", id }, data: {} }]);
    });
  }
}
