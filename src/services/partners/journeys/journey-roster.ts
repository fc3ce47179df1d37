import { createHash } from "node:crypto";

import { Link } from "../../../entities/partners/link.entity.js";
import { Partner } from "../../../entities/partners/partner.entity.js";
import { Program } from "../../../entities/partners/program.entity.js";
import { AppError } from "../../../shared/errors.js";
import type { TenantContext } from "../../../shared/tenant-context.js";
import type { LinkService } from "../link.service.js";
import type { PartnerService } from "../partner.service.js";
import type { ProgramService } from "../program.service.js";
import type { JourneyTable } from "./journey-table.js";

/** The type of the event that ends a converting journey. */
export const CONVERSION = "conversion";

const HOURS_PER_DAY = 24;
const WINDOW_DAYS_MIN = 30;
const HOLDBACK_DAYS = 30;
const TEN_PERCENT_E4 = 100_000;
const PARTNERS_MAX = 1_000;
const DESTINATION = "https://shop.example/";

/** Where a channel's clicks go. */
export interface ChannelLink {
  linkId: string;
  programId: string;
  partnerId: string;
}

export interface JourneyRoster {
  program: Program;
  /** By channel. */
  links: Map<string, ChannelLink>;
  made: { programs: number; partners: number; links: number };
}

/** The program, partners and links that journeys run through. */
export class JourneyRosterService {
  constructor(
    private readonly programs: ProgramService,
    private readonly partners: PartnerService,
    private readonly links: LinkService,
  ) {}

  /**
   * Makes what is absent: the program (last click, ten percent of every conversion, a window that reaches over the longest
   * path), and one partner with one link for each channel. Safe to repeat; a program that exists stays as it is, but its
   * window must reach over the longest path.
   */
  async ensure(ctx: TenantContext, programSlug: string, table: JourneyTable): Promise<JourneyRoster> {
    if (table.channels.length > PARTNERS_MAX) {
      throw new AppError("unprocessable", `A file has at most ${PARTNERS_MAX} channels.`, { code: "journeys_invalid" });
    }
    const made = { programs: 0, partners: 0, links: 0 };
    const daysNeeded = Math.ceil(table.longest / HOURS_PER_DAY);
    let [program] = await ctx.repo(Program).findBy({ slug: programSlug });
    if (!program) {
      program = await this.makeProgram(ctx, programSlug, Math.max(WINDOW_DAYS_MIN, daysNeeded));
      made.programs += 1;
    }
    if (program.windowDays < daysNeeded) {
      throw new AppError(
        "unprocessable",
        `The longest path takes ${daysNeeded} days, but the window of ${programSlug} is ${program.windowDays}.`,
        { code: "window_too_short" },
      );
    }
    const links = new Map<string, ChannelLink>();
    for (const channel of table.channels) {
      links.set(channel, await this.ensureChannel(ctx, program, channel, made));
    }
    return { program, links, made };
  }

  private makeProgram(ctx: TenantContext, slug: string, windowDays: number): Promise<Program> {
    return this.programs.create(ctx, {
      slug,
      name: slug,
      attributionModel: "last_click",
      windowDays,
      holdbackDays: HOLDBACK_DAYS,
      destinationUrl: DESTINATION,
      rules: [
        {
          key: CONVERSION,
          eventTypes: [CONVERSION],
          occurrence: "every",
          reward: { kind: "percent", percentE4: TEN_PERCENT_E4 },
          capMonths: null,
        },
      ],
    });
  }

  private async ensureChannel(
    ctx: TenantContext,
    program: Program,
    channel: string,
    made: JourneyRoster["made"],
  ): Promise<ChannelLink> {
    const name = plainName(channel);
    const email = `${name}@channels.example`;
    let [partner] = await ctx.repo(Partner).findBy({ email });
    if (!partner) {
      partner = await this.partners.create(ctx, { name: channel, email });
      made.partners += 1;
    }
    const own = { programId: program.id, partnerId: partner.id };
    let [link] = await ctx.repo(Link).findBy(own, { order: { createdAt: "ASC", id: "ASC" }, take: 1 });
    if (!link) {
      link = await this.links.create(ctx, own);
      made.links += 1;
    }
    return { ...own, linkId: link.id };
  }
}

/** A channel's name as an address may hold it; one that cannot be spelled so is told apart by its hash. */
function plainName(channel: string): string {
  const plain = channel.toLowerCase().replaceAll(/[^a-z0-9]+/g, "-");
  if (plain === channel) return plain;
  return `${plain.slice(0, 40)}-${createHash("sha256").update(channel).digest("hex").slice(0, 8)}`;
}
