import { PartnerRevocation } from "../../entities/partners/partner-revocation.entity.js";
import { Partner } from "../../entities/partners/partner.entity.js";
import { isUniqueViolation } from "../../shared/database/database.js";
import { AppError, fieldInvalid } from "../../shared/errors.js";
import { newId } from "../../shared/ids.js";
import { isPlainName } from "../../shared/plain-name.js";
import type { TenantContext } from "../../shared/tenant-context.js";
import type { Journal } from "../audit/journal.js";
import { isMailAddress } from "../platform/mail/mail-text.js";
import { raiseSettingsRevision } from "./settings-revision.js";

/** Tabs and line ends are welcome in what people write. */
const REASON = /^(?:[^\p{Cc}\p{Cs}]|[\t\r\n]){1,500}$/u;

export interface NewPartner {
  /** Absent: a new one. An import may bring its own. */
  id?: string;
  name: string;
  email: string;
  /** When they joined; absent: now. */
  createdAt?: Date;
}

/** Partners from their first day to a revocation and back. */
export class PartnerService {
  constructor(private readonly journal: Journal) {}

  /** Makes an active partner. An address that is taken in the organization is a conflict, also in a race (A-PART-02). */
  async create(ctx: TenantContext, given: NewPartner): Promise<Partner> {
    ctx.require("partner:write");
    const name = given.name.trim();
    const email = given.email.trim().toLowerCase();
    if (!isPlainName(name)) throw fault("name", "A partner's name has 1 to 200 characters, all on one line.");
    if (!isMailAddress(email)) throw fault("email", "This is not an e-mail address.");
    try {
      return await ctx.transaction(async (ctx) => {
        const createdAt = given.createdAt ?? ctx.clock.now();
        const partner = await ctx.repo(Partner).insert({
          id: given.id ?? newId(),
          name,
          email,
          status: "active",
          createdAt,
          activatedAt: createdAt,
          generation: 1,
        });
        await this.journal.append(ctx, [
          {
            kind: "partner.created",
            subject: { type: "partner", id: partner.id },
            data: {},
            partnerId: partner.id,
          },
        ]);
        return partner;
      });
    } catch (error) {
      if (!isUniqueViolation(error)) throw error;
      throw new AppError("conflict", "A partner with this address exists.", { code: "email_taken", path: ["email"] });
    }
  }

  /**
   * Revokes a partner: every session, key and link of theirs is dead as this commits; past commissions stay (A-PART-07).
   * Safe to repeat: a revoked partner stays as they are.
   */
  async revoke(ctx: TenantContext, partnerId: string, reason: string | null = null): Promise<Partner> {
    ctx.require("partner:write");
    if (reason !== null && !REASON.test(reason)) throw fault("reason", "A reason has 1 to 500 characters.");
    return ctx.transaction(async (ctx) => {
      const knownFrom = await raiseSettingsRevision(ctx);
      const partner = await ctx.repo(Partner).getForUpdate(partnerId);
      if (partner.revokedAt !== null) return partner;
      const revokedAt = ctx.clock.now();
      Object.assign(partner, {
        status: "revoked",
        revokedAt,
        revokeReason: reason,
        generation: partner.generation + 1,
      });
      await ctx.repo(Partner).save(partner);
      await ctx.repo(PartnerRevocation).insert({ partnerId, revokedAt, reinstatedAt: null, reason, knownFrom });
      await ctx.execute(
        `UPDATE session SET revoked_at = $3
         WHERE organization_id = $1 AND principal_id = $2 AND principal_kind = 'partner' AND revoked_at IS NULL`,
        [ctx.organizationId, partnerId, revokedAt],
      );
      await this.journal.append(ctx, [
        { kind: "partner.revoked", subject: { type: "partner", id: partnerId }, data: {}, partnerId },
      ]);
      return partner;
    });
  }

  /** Takes a revoked partner back, for events recorded from now on. Safe to repeat. */
  async reinstate(ctx: TenantContext, partnerId: string): Promise<Partner> {
    ctx.require("partner:reinstate");
    return ctx.transaction(async (ctx) => {
      const liftedKnownFrom = await raiseSettingsRevision(ctx);
      const partner = await ctx.repo(Partner).getForUpdate(partnerId);
      if (partner.revokedAt === null) return partner;
      Object.assign(partner, { status: "active", revokedAt: null, revokeReason: null });
      await ctx.repo(Partner).save(partner);
      await ctx.execute(
        `UPDATE partner_revocation SET reinstated_at = $3, lifted_known_from = $4
         WHERE organization_id = $1 AND partner_id = $2 AND reinstated_at IS NULL`,
        [ctx.organizationId, partnerId, ctx.clock.now(), liftedKnownFrom],
      );
      await this.journal.append(ctx, [
        { kind: "partner.reinstated", subject: { type: "partner", id: partnerId }, data: {}, partnerId },
      ]);
      return partner;
    });
  }
}

const fault = (field: "name" | "email" | "reason", message: string): AppError =>
  fieldInvalid(`${field}_invalid`, field, message);
