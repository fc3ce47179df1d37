import { In } from "typeorm";

import { Link } from "../../entities/partners/link.entity.js";
import { Partner } from "../../entities/partners/partner.entity.js";
import { Program } from "../../entities/partners/program.entity.js";
import { AppError } from "../../shared/errors.js";
import type { TenantContext } from "../../shared/tenant-context.js";
import { importClicks } from "./click/click-import.js";
import type { EventIngestService } from "./event-ingest.service.js";
import type { HistoryKind, HistoryLine, LineRefusal } from "./history-line.js";
import type { IdentifyService } from "./identify.service.js";
import type { LinkService } from "./link.service.js";
import type { PartnerService } from "./partner.service.js";

/** Lines of one transaction. */
export const HISTORY_BATCH_MAX = 500;
/** A little of the future is a clock that is ahead (S1). */
const FUTURE_MAX_MS = 5 * 60_000;

export type LineOutcome = { kind: "written" } | { kind: "known" } | { kind: "refused"; refusal: LineRefusal };

type LineOf<Kind extends HistoryKind> = Extract<HistoryLine, { kind: Kind }>;

const WRITTEN: LineOutcome = { kind: "written" };
const KNOWN: LineOutcome = { kind: "known" };
const refused = (code: string, message: string, path: string[]): LineOutcome => ({
  kind: "refused",
  refusal: { code, message, path },
});

/** Brings in what happened elsewhere or earlier, with its own ids and times. */
export class HistoryImportService {
  constructor(
    private readonly partners: PartnerService,
    private readonly links: LinkService,
    private readonly identities: IdentifyService,
    private readonly events: EventIngestService,
  ) {}

  /**
   * Imports lines of one kind, at most `HISTORY_BATCH_MAX`; each has its outcome, in the order given. Safe to repeat: what
   * is there already is known and not written again.
   */
  async import<Kind extends HistoryKind>(
    ctx: TenantContext,
    kind: Kind,
    lines: readonly LineOf<Kind>[],
  ): Promise<LineOutcome[]> {
    ctx.require("history:import");
    switch (kind) {
      case "partner":
        return oneByOne(lines as readonly LineOf<"partner">[], (line) => this.partner(ctx, line));
      case "link":
        return oneByOne(lines as readonly LineOf<"link">[], (line) => this.link(ctx, line));
      case "click":
        return this.clicks(ctx, lines as readonly LineOf<"click">[]);
      case "identity":
        return this.stitches(ctx, lines as readonly LineOf<"identity">[]);
      default:
        return this.recordEvents(ctx, lines as readonly LineOf<"event">[]);
    }
  }

  private async partner(ctx: TenantContext, { id, name, email, createdAt }: LineOf<"partner">): Promise<LineOutcome> {
    const known = await ctx.repo(Partner).findOneBy({ id });
    if (known) return known.email === email.trim().toLowerCase() ? KNOWN : OTHER_CONTENT;
    await this.partners.create(ctx, { id, name, email, ...(createdAt && { createdAt }) });
    return WRITTEN;
  }

  private async link(ctx: TenantContext, line: LineOf<"link">): Promise<LineOutcome> {
    const { id, partnerId, program: slug, key, destinationUrl, createdAt } = line;
    const known = await ctx.repo(Link).findOneBy({ id });
    if (known) return known.key === key && known.partnerId === partnerId ? KNOWN : OTHER_CONTENT;
    const program = await ctx.repo(Program).findOneBy({ slug });
    if (!program) return refused("program_not_found", "There is no program with this slug.", ["program"]);
    const times = createdAt && { createdAt };
    await this.links.create(ctx, {
      id,
      partnerId,
      programId: program.id,
      key,
      destinationUrl: destinationUrl ?? null,
      isHistory: true,
      ...times,
    });
    return WRITTEN;
  }

  private async clicks(ctx: TenantContext, lines: readonly LineOf<"click">[]): Promise<LineOutcome[]> {
    const latestMs = ctx.clock.now().getTime() + FUTURE_MAX_MS;
    return ctx.transaction(async (ctx) => {
      const links = await ctx.repo(Link).findBy({ id: In([...new Set(lines.map(({ linkId }) => linkId))]) });
      const linkOf = new Map(links.map((link) => [link.id, link]));
      const ids = lines.map(({ id }) => id);
      const known = new Set(
        (await ctx.query<{ id: string }>(KNOWN_CLICKS, [ctx.organizationId, ids])).map((row) => row.id),
      );
      const outcomes = lines.map(({ id, linkId, clickedAt }): LineOutcome => {
        if (!linkOf.has(linkId)) return refused("link_not_found", "There is no such link.", ["linkId"]);
        if (clickedAt.getTime() > latestMs) return refused("in_future", "It lies in the future.", ["clickedAt"]);
        return known.has(id) ? KNOWN : WRITTEN;
      });
      const fresh = lines.flatMap(({ kind: _kind, ...click }, place) => {
        const link = linkOf.get(click.linkId);
        const { partnerId = "", programId = "" } = link ?? {};
        return outcomes[place] === WRITTEN ? [{ ...click, partnerId, programId }] : [];
      });
      await importClicks(ctx, fresh);
      return outcomes;
    });
  }

  private async stitches(ctx: TenantContext, lines: readonly LineOf<"identity">[]): Promise<LineOutcome[]> {
    const outcomes = await this.identities.identifyPast(ctx, lines);
    return outcomes.map((outcome) => {
      if (outcome.kind === "clickNotFound") return refused("click_not_found", "There is no such click.", ["cref"]);
      return outcome.isNew ? WRITTEN : KNOWN;
    });
  }

  private async recordEvents(ctx: TenantContext, lines: readonly LineOf<"event">[]): Promise<LineOutcome[]> {
    const outcomes = await this.events.recordPast(
      ctx,
      lines.map(({ event }) => event),
    );
    return outcomes.map((outcome): LineOutcome => {
      if (outcome.kind === "refused") return { kind: "refused", refusal: outcome.refusal };
      return outcome.isRepeat ? KNOWN : WRITTEN;
    });
  }
}

const OTHER_CONTENT = refused("id_taken", "Something else has this id already.", ["id"]);

/** A refusal of one line is its outcome; the others go on. */
async function oneByOne<Line>(
  lines: readonly Line[],
  write: (line: Line) => Promise<LineOutcome>,
): Promise<LineOutcome[]> {
  const outcomes: LineOutcome[] = [];
  for (const line of lines) {
    try {
      outcomes.push(await write(line));
    } catch (error) {
      if (!(error instanceof AppError)) throw error;
      outcomes.push(refused(error.code.toLowerCase(), error.message, error.inputPath ?? []));
    }
  }
  return outcomes;
}

const KNOWN_CLICKS = "SELECT id FROM click WHERE organization_id = $1 AND id = ANY ($2::uuid[])";
