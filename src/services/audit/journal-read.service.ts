import type { Page } from "../../shared/page.js";
import { notFound } from "../../shared/errors.js";
import { isUuid } from "../../shared/ids.js";
import type { LiveSource } from "../../shared/live-source.js";
import { TOTAL_COUNT_MAX } from "../../shared/page-bounds.js";
import type { TenantContext } from "../../shared/tenant-context.js";
import type { JournalCursors } from "./journal-cursors.js";
import type { JournalKind } from "./journal-kinds.js";
import { journalSize } from "./journal-size.js";
import type { LiveJournal, PlacedEntry } from "./live-journal.js";
import type { SealedEntry, SealedRow } from "./sealed-entry.js";
import { readSealedEntry } from "./sealed-entry.js";

/** As of every other list. */

/** Which entries; absent is all. */
export interface JournalNarrowed {
  kind?: JournalKind | undefined;
  /** Only what concerns this partner. */
  partnerId?: string | undefined;
}

export interface JournalCount {
  total: number;
  isExact: boolean;
}

export interface JournalWanted extends JournalNarrowed {
  first: number;
  after?: string | null | undefined;
  order: "newestFirst" | "oldestFirst";
}

export interface JournalFollowed {
  kinds?: readonly JournalKind[] | null | undefined;
  after?: string | null | undefined;
}

export type JournalPage = Omit<Page<SealedEntry>, "cursorOf">;

/** Reads sealed entries by their position. */
export class JournalReadService {
  constructor(
    private readonly cursors: JournalCursors,
    private readonly live: LiveJournal,
  ) {}

  /** Every entry after the cursor, or from now on: once, in order, without a gap. The follower must be read or returned. */
  follow(ctx: TenantContext, { kinds, after }: JournalFollowed): Promise<LiveSource<PlacedEntry>> {
    ctx.require("journal:read");
    return this.live.follow(ctx, { after, kinds: kinds ?? undefined });
  }

  /** One page. A cursor of any page, or of a subscription, says where it begins. */
  async page(ctx: TenantContext, wanted: JournalWanted): Promise<JournalPage> {
    ctx.require("journal:read");
    const { first, order, kind, partnerId } = wanted;
    if (partnerId !== undefined && !isUuid(partnerId)) throw notFound("partner");
    const after = this.cursors.positionOf(ctx, wanted.after);
    const { text, values } = pageOf(ctx.organizationId, { after, order, kind, partnerId });
    const rows = await ctx.query<SealedRow>(`${text} LIMIT ${first + 1}`, values);
    return {
      rows: rows.slice(0, first).map(readSealedEntry),
      hasNextPage: rows.length > first,
      hasPreviousPage: after !== undefined,
    };
  }

  /** How many entries there are: all of them exactly, of those that are narrowed down no further than to the bound. */
  async count(ctx: TenantContext, { kind, partnerId }: JournalNarrowed): Promise<JournalCount> {
    ctx.require("journal:read");
    if (kind === undefined && partnerId === undefined) {
      return { total: Number(await journalSize(ctx)), isExact: true };
    }
    const { text, values } = pageOf(ctx.organizationId, { after: undefined, order: "newestFirst", kind, partnerId });
    const [counted] = await ctx.query<{ total: bigint }>(
      `SELECT count(*) AS total FROM (${text} LIMIT ${TOTAL_COUNT_MAX + 1}) AS entry`,
      values,
    );
    const total = Number(counted?.total ?? 0n);
    return { total: Math.min(total, TOTAL_COUNT_MAX), isExact: total <= TOTAL_COUNT_MAX };
  }

  /** Where an entry stands: for pages, and for subscriptions that go on from it. */
  cursorAt(ctx: TenantContext, position: bigint): string {
    return this.cursors.at(ctx, position);
  }
}

interface PageShape {
  after: bigint | undefined;
  order: JournalWanted["order"];
  kind: string | undefined;
  partnerId: string | undefined;
}

/** Only the conditions that are wanted stand in it, so that each shape finds its own index. */
function pageOf(organizationId: string, { after, order, kind, partnerId }: PageShape) {
  const [direction, beyond] = order === "newestFirst" ? (["DESC", "<"] as const) : (["ASC", ">"] as const);
  const values: unknown[] = [organizationId];
  const conditions = ["organization_id = $1"];
  const require = (condition: string, value: unknown): void => {
    if (value === undefined) return;
    values.push(value);
    conditions.push(`${condition} $${values.length}`);
  };
  require(`position ${beyond}`, after);
  require("kind =", kind);
  require("partner_id =", partnerId);
  const text = `
    SELECT position, bytes, leaf_hash AS "leafHash", chain_hash AS "chainHash" FROM journal_entry
    WHERE ${conditions.join(" AND ")} ORDER BY position ${direction}`;
  return { text, values };
}
