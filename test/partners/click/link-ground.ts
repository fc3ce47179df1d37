import { randomUUID } from "node:crypto";

import { newId } from "../../../src/shared/ids.js";
import type { NewClick } from "../../../src/services/partners/click/new-click.js";
import type { OperatorContext } from "../../../src/shared/operator-context.js";
import type { TenantContext } from "../../../src/shared/tenant-context.js";

export interface LinkGround {
  ctx: TenantContext;
  organizationId: string;
  slug: string;
  key: string;
  linkId: string;
  programId: string;
  partnerId: string;
  /** A whole click on the link. */
  click: (of?: Partial<NewClick>) => NewClick;
}

export interface LinkGroundSettings {
  slug?: string;
  key?: string;
  destination?: string;
  deepLink?: string | null;
  isRevoked?: boolean;
}

/** An organization with one program, one partner and one link, and nothing else. */
export async function linkGround(operator: OperatorContext, settings: LinkGroundSettings = {}): Promise<LinkGround> {
  const { slug = `org-${newId().slice(-12)}`, key = "spring", destination = "https://shop.example/" } = settings;
  const organizationId = newId();
  await operator.asRegistrar(organizationId, async (ctx) => {
    await ctx.execute("INSERT INTO organization (id, slug, name, created_at) VALUES ($1, $2, $2, now())", [
      organizationId,
      slug,
    ]);
    await ctx.execute("INSERT INTO settings_head (organization_id) VALUES ($1)", [organizationId]);
  });
  const ctx = operator.in(organizationId);
  const [programId, partnerId, linkId] = [newId(), newId(), newId()];
  await ctx.transaction(async (ctx) => {
    await ctx.execute(
      `INSERT INTO program (organization_id, id, slug, name, attribution_model, window_days, destination_url, created_at)
       VALUES ($1, $2, 'main', 'Main', 'last_click', 30, $3, now())`,
      [organizationId, programId, destination],
    );
    await ctx.execute(
      `INSERT INTO partner (organization_id, id, name, email, status, created_at, revoked_at)
       VALUES ($1, $2, 'Pat', 'pat@partner.example', $3, now(), CASE WHEN $3 = 'revoked' THEN now() END)`,
      [organizationId, partnerId, settings.isRevoked ? "revoked" : "active"],
    );
    await ctx.execute(
      `INSERT INTO link (organization_id, id, program_id, partner_id, key, destination_url, created_at)
       VALUES ($1, $2, $3, $4, $5, $6, now())`,
      [organizationId, linkId, programId, partnerId, key, settings.deepLink ?? null],
    );
  });
  const click = (of: Partial<NewClick> = {}): NewClick => ({
    organizationId,
    id: newId(),
    linkId,
    programId,
    partnerId,
    visitorId: randomUUID(),
    clickedAt: new Date(),
    sourceHash: Buffer.from("0123456789abcdef"),
    subId: null,
    partnerRevoked: false,
    botEvidence: null,
    ...of,
  });
  return { ctx, organizationId, slug, key, linkId, programId, partnerId, click };
}
