import type { AttributionModel } from "../../src/entities/partners/program.entity.js";
import type { CommissionRule } from "../../src/entities/partners/commission-rule.js";
import { LedgerService } from "../../src/services/ledger/ledger.service.js";
import { ClickFlagService } from "../../src/services/partners/click-flag.service.js";
import { importClicks } from "../../src/services/partners/click/click-import.js";
import { CommissionService } from "../../src/services/partners/commission.service.js";
import { DecidingService } from "../../src/services/partners/deciding/deciding.service.js";
import { SettingsReader } from "../../src/services/partners/deciding/settings-reader.js";
import { EventIngestService } from "../../src/services/partners/event-ingest.service.js";
import { IdentifyService } from "../../src/services/partners/identify.service.js";
import type { EventOutcome } from "../../src/services/partners/ingest/event-outcome.js";
import { RedecisionService } from "../../src/services/partners/redecision.service.js";
import { SimulationService } from "../../src/services/partners/simulation.service.js";
import type { Database } from "../../src/shared/database/database.js";
import { newId } from "../../src/shared/ids.js";
import { TenantContext } from "../../src/shared/tenant-context.js";
import { ProgramWorld, tenPercent } from "./program-world.js";

/** One partner's standing in one currency, as owed to them. */
export interface Owed {
  held: bigint;
  payable: bigint;
}

/** The services between a click and a cent. A second one on the same world is a second process. */
export class EventWorld extends ProgramWorld {
  readonly ledger = new LedgerService();
  readonly settings = new SettingsReader();
  readonly deciding = new DecidingService(this.settings, this.ledger);
  readonly events = new EventIngestService(this.journal, this.settings, this.deciding);
  readonly identities = new IdentifyService(this.journal, this.deciding);
  readonly commissions = new CommissionService(this.journal, this.ledger);
  readonly flags = new ClickFlagService(this.journal, this.deciding);
  readonly redecisions = new RedecisionService(this.journal, this.deciding);
  readonly simulations = new SimulationService(this.deciding);

  /** An organization with one program, ready for clicks. */
  async shop(
    given: { model?: AttributionModel; rules?: CommissionRule[]; windowDays?: number; holdbackDays?: number } = {},
  ): Promise<Shop> {
    const ctx = await this.organization();
    const program = await this.program(ctx, {
      attributionModel: given.model ?? "last_click",
      rules: given.rules ?? [tenPercent],
      windowDays: given.windowDays ?? 30,
      holdbackDays: given.holdbackDays ?? 14,
    });
    return new Shop(this, ctx, program.id);
  }
}

/** Short words for what happens in one organization. */
export class Shop {
  private made = 0;

  constructor(
    readonly world: EventWorld,
    readonly ctx: TenantContext,
    readonly programId: string,
  ) {}

  /** The same organization as another process sees it: its own services, its own connections. */
  through(world: EventWorld, database: Database): Shop {
    const { organizationId, principal } = this.ctx;
    return new Shop(world, new TenantContext({ database, organizationId, principal }), this.programId);
  }

  async partner(programId = this.programId): Promise<{ partnerId: string; linkId: string; programId: string }> {
    const link = await this.world.link(this.ctx, programId);
    return { partnerId: link.partnerId, linkId: link.id, programId };
  }

  /** A click so many milliseconds before now, or at an instant. */
  async click(
    by: { partnerId: string; linkId: string; programId: string },
    given: { visitorId?: string; agoMs?: number; at?: Date; id?: string } = {},
  ): Promise<{ id: string; visitorId: string }> {
    const click = {
      ...by,
      id: given.id ?? newId(),
      visitorId: given.visitorId ?? newId(),
      clickedAt: given.at ?? new Date(this.ctx.clock.now().getTime() - (given.agoMs ?? 60_000)),
    };
    await importClicks(this.ctx, [click]);
    return { id: click.id, visitorId: click.visitorId };
  }

  async identify(cref: string, userId: string): Promise<void> {
    const outcome = await this.world.identities.identify(this.ctx, { cref, userId });
    if (outcome.kind !== "stitched") throw new Error(`not stitched: ${outcome.kind}`);
  }

  /** A sale of 100.00 USD now, unless said otherwise. */
  async sale(given: Record<string, unknown>): Promise<EventOutcome> {
    const { agoMs, ...body } = given;
    const [outcome] = await this.world.events.record(this.ctx, [
      {
        id: `sale-${this.made++}-${newId()}`,
        type: "sale",
        amount: { amountMinor: 10_000, currency: "USD" },
        ...(typeof agoMs === "number" && {
          occurredAt: new Date(this.ctx.clock.now().getTime() - agoMs).toISOString(),
        }),
        ...body,
      },
    ]);
    return outcome!;
  }

  refund(refundOf: string, given: Record<string, unknown>): Promise<EventOutcome> {
    return this.sale({ type: "refund", refundOf, ...given });
  }

  async owed(partnerId: string, currency = "USD"): Promise<Owed> {
    const rows = await this.ctx.query<{ kind: string; balance_minor: bigint }>(
      "SELECT kind, balance_minor FROM ledger_account WHERE organization_id = $1 AND partner_id = $2 AND currency = $3",
      [this.ctx.organizationId, partnerId, currency],
    );
    const of = (kind: string): bigint => -(rows.find((row) => row.kind === kind)?.balance_minor ?? 0n);
    return { held: of("partner_held"), payable: of("partner_payable") };
  }

  /** What each commission is worth now: `externalId partnerId ruleKey` to minor units, zeros left out. */
  async nets(): Promise<Record<string, bigint>> {
    const rows = await this.ctx.query<{ key: string; net: bigint }>(
      `SELECT e.external_id || ' ' || c.partner_id || ' ' || c.rule_key AS key,
         sum(c.amount_minor + coalesce((SELECT sum(a.amount_minor) FROM adjustment a
           WHERE a.organization_id = c.organization_id AND a.commission_id = c.id), 0))::bigint AS net
       FROM commission c JOIN event e ON e.organization_id = c.organization_id AND e.id = c.event_id
       WHERE c.organization_id = $1 AND c.status NOT IN ('reversed', 'rejected') GROUP BY 1 ORDER BY 1`,
      [this.ctx.organizationId],
    );
    return Object.fromEntries(rows.filter(({ net }) => net !== 0n).map(({ key, net }) => [key, net]));
  }

  async count(table: string): Promise<number> {
    const [row] = await this.ctx.query<{ count: bigint }>(`SELECT count(*) FROM ${table} WHERE organization_id = $1`, [
      this.ctx.organizationId,
    ]);
    return Number(row?.count);
  }

  /** Approves everything whose hold ended. */
  async approveDue(): Promise<void> {
    while ((await this.world.commissions.approveDue(this.ctx)) > 0);
  }

  /** The ledger must hold at any time: transfers balance and balances are sums. */
  async ledgerFaults(): Promise<unknown[]> {
    return this.ctx.query(
      `SELECT 'transfer' AS what, transfer_id::text AS id FROM ledger_entry WHERE organization_id = $1
       GROUP BY transfer_id HAVING sum(amount_minor) <> 0 OR count(DISTINCT currency) > 1
       UNION ALL
       SELECT 'balance', a.id::text FROM ledger_account a
       CROSS JOIN LATERAL (SELECT coalesce(sum(amount_minor), 0) AS total, count(*) AS entries FROM ledger_entry e
         WHERE e.organization_id = $1 AND e.account_id = a.id) l
       WHERE a.organization_id = $1 AND a.partner_id IS NOT NULL
         AND (a.balance_minor <> l.total OR a.version <> l.entries)`,
      [this.ctx.organizationId],
    );
  }
}
