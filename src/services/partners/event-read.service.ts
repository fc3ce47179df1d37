import { notFound } from "../../shared/errors.js";
import type { TenantContext } from "../../shared/tenant-context.js";

/** Finds events. */
export class EventReadService {
  /** Our id of the event that its sender calls so, or NOT_FOUND. */
  async idOf(ctx: TenantContext, externalId: string): Promise<string> {
    ctx.require("event:read");
    if (externalId.includes("\0") || !externalId.isWellFormed()) throw notFound("event");
    const [found] = await ctx.query<{ id: string }>(
      "SELECT id FROM event WHERE organization_id = $1 AND external_id = $2",
      [ctx.organizationId, externalId],
    );
    if (!found) throw notFound("event");
    return found.id;
  }
}
