import { randomInt } from "node:crypto";

import { Link } from "../../entities/partners/link.entity.js";
import { Partner } from "../../entities/partners/partner.entity.js";
import { Program } from "../../entities/partners/program.entity.js";
import { isUniqueViolation } from "../../shared/database/database.js";
import { AppError, fieldInvalid, notFound } from "../../shared/errors.js";
import { newId } from "../../shared/ids.js";
import type { TenantContext } from "../../shared/tenant-context.js";
import type { Journal } from "../audit/journal.js";
import { destinationRefused } from "./destination-refusal.js";
import { readDeepLink } from "./link-destination.js";
import { excludeDecisions } from "./settings-revision.js";
import { isLive } from "./program.service.js";
import type { ProgramService } from "./program.service.js";
import type { TermsService } from "./terms.service.js";
import { whoseOwn } from "./whose-own.js";

const KEY = /^[A-Za-z0-9_-]{1,64}$/;
/** Without letters and digits that are mistaken for each other: people read keys aloud. */
const KEY_ALPHABET = "23456789abcdefghijkmnpqrstuvwxyz";
const KEY_LENGTH = 10;
/** How many links a partner may come to by making their own: far more than anybody shares, and an end to a runaway script. */
const OWN_LINKS_MAX = 1_000;

export interface NewLink {
  /** Absent: a new one. An import may bring its own. */
  id?: string;
  partnerId: string;
  programId: string;
  /** Absent: a random one. */
  key?: string;
  /** A deep link into one of the program's allowed domains; absent: the program's destination. */
  destinationUrl?: string | null;
  createdAt?: Date;
  /** It was made in the past, by a partner who may be revoked by now. */
  isHistory?: boolean;
}

/** Partners' links. */
export class LinkService {
  constructor(
    private readonly journal: Journal,
    private readonly programs: ProgramService,
    private readonly terms: TermsService,
  ) {}

  /**
   * Makes a link; the partner's first one in a program freezes its terms for them. A taken key is a conflict, and so is a
   * revoked partner. A partner makes links for themselves, to programs that they are in and that are open.
   */
  async create(ctx: TenantContext, given: NewLink): Promise<Link> {
    ctx.require(linkWriting(ctx));
    if (ctx.principal.kind === "partner") whoseOwn(ctx, given.partnerId);
    const key = given.key ?? newKey();
    if (!KEY.test(key)) {
      throw fieldInvalid("key_invalid", "key", "A link's key has 1 to 64 letters, digits, hyphens or underscores.");
    }
    try {
      return await ctx.transaction(async (ctx) => {
        // Freezing terms waits for it anyway; taken first, a revocation that is being committed is seen below.
        await excludeDecisions(ctx);
        const program = await ctx.repo(Program).get(given.programId);
        const partner = await ctx.repo(Partner).get(given.partnerId);
        if (partner.revokedAt !== null && !given.isHistory) {
          throw new AppError("conflict", "This partner is revoked: reinstate them first.", {
            code: "partner_revoked",
            path: ["partnerId"],
          });
        }
        const { partnerId, programId } = given;
        const isOwn = ctx.principal.kind === "partner";
        if (isOwn) await this.requireOpenToPartner(ctx, partnerId, programId);
        const deepLinkUrl = checkedDeepLink(given.destinationUrl ?? null, program.deepLinkDomains);
        // A partner who may make their own is in the program, under terms.
        if (!isOwn) await this.terms.freeze(ctx, partnerId, programId);
        const createdAt = given.createdAt ?? ctx.clock.now();
        const link = await ctx
          .repo(Link)
          .insert({ id: given.id ?? newId(), partnerId, programId, key, deepLinkUrl, createdAt });
        await this.journal.append(ctx, [
          // Not the key: people like to put their name into it.
          { kind: "link.created", subject: { type: "link", id: link.id }, data: { programId }, partnerId },
        ]);
        return link;
      });
    } catch (error) {
      if (!isUniqueViolation(error)) throw error;
      throw new AppError("conflict", "A link with this key exists.", { code: "key_taken", path: ["key"] });
    }
  }

  /** A link that was made before, for who might make it anew: another partner's does not exist for a partner. */
  async made(ctx: TenantContext, id: string): Promise<Link> {
    ctx.require(linkWriting(ctx));
    const link = await ctx.repo(Link).get(id);
    if (ctx.principal.kind === "partner") whoseOwn(ctx, link.partnerId);
    return link;
  }

  /** To a partner other programs do not exist; joining one is for its managers to offer. */
  private async requireOpenToPartner(ctx: TenantContext, partnerId: string, programId: string): Promise<void> {
    const [own] = await ctx.query<{ made: number; is_in: boolean }>(OWN_LINKS, [
      ctx.organizationId,
      partnerId,
      programId,
      OWN_LINKS_MAX,
    ]);
    if (!own?.is_in) throw notFound("program");
    if (!isLive(await this.programs.current(ctx, programId), ctx.clock.now())) {
      throw new AppError("conflict", "This program is not open.", { code: "program_not_open", path: ["programId"] });
    }
    if (own.made >= OWN_LINKS_MAX) {
      throw new AppError("conflict", "You have as many links as one can make. Ask the program's manager for more.", {
        code: "links_exhausted",
        path: [],
      });
    }
  }
}

const OWN_LINKS = `
  SELECT (SELECT count(*) FROM (SELECT FROM link WHERE organization_id = $1 AND partner_id = $2 LIMIT $4) l)::int AS made,
    EXISTS (SELECT FROM link WHERE organization_id = $1 AND partner_id = $2 AND program_id = $3) AS is_in`;

/** What making this link needs: members and keys make anybody's, partners their own. */
export const linkWriting = (ctx: TenantContext): "link:write" | "link:writeOwn" =>
  ctx.principal.kind === "partner" ? "link:writeOwn" : "link:write";

const newKey = (): string =>
  Array.from({ length: KEY_LENGTH }, () => KEY_ALPHABET[randomInt(KEY_ALPHABET.length)]).join("");

function checkedDeepLink(url: string | null, allowed: readonly string[]): string | null {
  if (url === null) return null;
  const destination = readDeepLink(url, allowed);
  if (destination.kind === "allowed") return destination.url;
  throw destinationRefused(destination.reason);
}
