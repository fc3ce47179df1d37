import { assert } from "../../../shared/errors.js";
import type { TenantContext } from "../../../shared/tenant-context.js";
import { judgeClicks } from "../../partners/click/click-judge.js";
import { hashSource } from "../../partners/click/click-source.js";
import type { ClickStore } from "../../partners/click/click-store.js";
import type { NewClick } from "../../partners/click/new-click.js";
import type { CommissionService } from "../../partners/commission.service.js";
import type { EventIngestService } from "../../partners/event-ingest.service.js";
import type { IdentifyService } from "../../partners/identify.service.js";
import { readEvent } from "../../partners/ingest/event-body.js";
import type { NewEvent } from "../../partners/ingest/event-body.js";
import type { PartnerService } from "../../partners/partner.service.js";
import type { DemoClick, DemoEvent, DemoHistory } from "./demo-history.js";
import type { DemoHouse } from "./demo-house.js";

const CLICKS_MAX = 2_000;
const FACTS_MAX = 500;

/** The services and keys that a demo organization's past goes through. */
export interface DemoPastParts {
  clicks: ClickStore;
  identities: IdentifyService;
  events: EventIngestService;
  commissions: CommissionService;
  partners: PartnerService;
  /** The key of source hashes (`CLICK_SOURCE_PURPOSE`). */
  sourceKey: Buffer;
}

/**
 * Lets an organization's history happen, by the same rules as everything else: clicks are judged, stitches and events
 * decided, what is due approved, one commission rejected, and at last a partner revoked. Safe to repeat.
 */
export async function liveDemoPast(
  house: DemoHouse,
  history: DemoHistory,
  parts: DemoPastParts,
  onProgress: (share: number) => void,
): Promise<void> {
  const { ctx } = house;
  const effort = history.clicks.length + history.identities.length + history.events.length;
  let done = 0;
  const advance = (facts: readonly unknown[]): void => {
    done += facts.length;
    onProgress(done / effort);
  };

  for (const batch of batchesOf(history.clicks, CLICKS_MAX)) {
    await parts.clicks.insert(batch.map((click) => newClick(click, house, parts.sourceKey)));
    await judgeClicks(
      ctx,
      batch.map(({ id }) => id),
    );
    advance(batch);
  }
  for (const batch of batchesOf(history.identities, FACTS_MAX)) {
    await parts.identities.identifyPast(
      ctx,
      batch.map(({ clickId, userId, identifiedAt }) => ({ cref: clickId, userId, identifiedAt })),
    );
    advance(batch);
  }
  for (const batch of batchesOf(history.events, FACTS_MAX)) {
    const outcomes = await parts.events.recordPast(ctx, batch.map(newEvent));
    assert(
      outcomes.every(({ kind }) => kind === "answered"),
      "the demo's events are ones that could have been sent",
    );
    advance(batch);
  }
  while ((await parts.commissions.approveDue(ctx)) > 0);
  await rejectOne(ctx, parts.commissions);
  for (const { plan, partner } of house.partners) {
    if (plan.revokedFor === undefined || partner.status === "revoked") continue;
    Object.assign(partner, await parts.partners.revoke(ctx, partner.id, plan.revokedFor));
  }
}

/** Somebody looked at the newest ones and took one back. */
async function rejectOne(ctx: TenantContext, commissions: CommissionService): Promise<void> {
  const held = await ctx.query<{ id: string }>(
    `SELECT id FROM commission WHERE organization_id = $1 AND status = 'held'
       AND NOT EXISTS (SELECT FROM commission WHERE organization_id = $1 AND status = 'rejected')
     ORDER BY held_until DESC, id LIMIT 1`,
    [ctx.organizationId],
  );
  for (const { id } of held) await commissions.reject(ctx, id);
}

function newClick(click: DemoClick, { ctx, links }: DemoHouse, sourceKey: Buffer): NewClick {
  const { id, linkKey, visitorId, clickedAt, source, bot } = click;
  const link = links.get(linkKey);
  assert(link, "every click of the demo came through a link that was made");
  const { organizationId } = ctx;
  return {
    organizationId,
    id,
    linkId: link.id,
    programId: link.programId,
    partnerId: link.partnerId,
    visitorId,
    clickedAt,
    sourceHash: hashSource(sourceKey, organizationId, source.address, source.userAgent),
    subId: null,
    partnerRevoked: false,
    botEvidence: bot,
  };
}

function newEvent({ id, type, userId, occurredAt, amountMinor, currency, refundOf }: DemoEvent): NewEvent {
  const read = readEvent({
    id,
    type,
    userId,
    occurredAt: occurredAt.toISOString(),
    ...(amountMinor === null ? {} : { amount: { amountMinor: Number(amountMinor), currency } }),
    ...(refundOf === null ? {} : { refundOf }),
  });
  assert("event" in read, "the demo's events are ones that could have been sent");
  return read.event;
}

function* batchesOf<Fact>(facts: readonly Fact[], max: number): Generator<Fact[]> {
  for (let start = 0; start < facts.length; start += max) yield facts.slice(start, start + max);
}
