import { randomInt } from "node:crypto";

import { Link } from "../../entities/partners/link.entity.js";
import { Partner } from "../../entities/partners/partner.entity.js";
import { Program } from "../../entities/partners/program.entity.js";
import { sqlState } from "../../shared/database/database.js";
import { AppError } from "../../shared/errors.js";
import { newId } from "../../shared/ids.js";
import type { TenantContext } from "../../shared/tenant-context.js";
import type { Journal } from "../audit/journal.js";
import { destinationRefused } from "./destination-refusal.js";
import { readDeepLink } from "./link-destination.js";
import { excludeDecisions } from "./settings-revision.js";
import type { TermsService } from "./terms.service.js";

const UNIQUE_VIOLATION = "23505";
const KEY = /^[A-Za-z0-9_-]{1,64}$/;
/** Without letters and digits that are mistaken for each other: people read keys aloud. */
const KEY_ALPHABET = "23456789abcdefghijkmnpqrstuvwxyz";
const KEY_LENGTH = 10;

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
    private readonly terms: TermsService,
  ) {}

  /**
   * Makes a link; the partner's first one in a program freezes its terms for them. A taken key is a conflict, and so is a
   * revoked partner.
   */
  async create(ctx: TenantContext, given: NewLink): Promise<Link> {
    ctx.require("link:write");
    const key = given.key ?? newKey();
    if (!KEY.test(key)) {
      throw new AppError("unprocessable", "A link's key has 1 to 64 letters, digits, hyphens or underscores.", {
        code: "key_invalid",
        path: ["key"],
      });
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
        const deepLinkUrl = checkedDeepLink(given.destinationUrl ?? null, program.deepLinkDomains);
        const { partnerId, programId } = given;
        await this.terms.freeze(ctx, partnerId, programId);
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
      if (sqlState(error) !== UNIQUE_VIOLATION) throw error;
      throw new AppError("conflict", "A link with this key exists.", { code: "key_taken", path: ["key"] });
    }
  }
}

const newKey = (): string =>
  Array.from({ length: KEY_LENGTH }, () => KEY_ALPHABET[randomInt(KEY_ALPHABET.length)]).join("");

function checkedDeepLink(url: string | null, allowed: readonly string[]): string | null {
  if (url === null) return null;
  const destination = readDeepLink(url, allowed);
  if (destination.kind === "allowed") return destination.url;
  throw destinationRefused(destination.reason);
}
