import type { Organization } from "../../entities/organizations/organization.entity.js";
import { AppError, fieldInvalid } from "../../shared/errors.js";
import type { OperatorContext } from "../../shared/operator-context.js";
import type { TenantContext } from "../../shared/tenant-context.js";
import type { JournalKind } from "../audit/journal-kinds.js";
import type { Journal } from "../audit/journal.js";
import type { OrganizationNews } from "./organization-news.js";
import { lockedOrganization } from "./organization-settings.service.js";
import type { LifecycleStep } from "./organization-status.js";
import { lockChildrenOf } from "./organization-tree.js";
import { stepFrom } from "./organization-status.js";

/** Each step is a fact of its own: nobody has to guess which one a change of status was (C-BUG-24). */
const KINDS: Record<LifecycleStep, JournalKind> = {
  verify: "organization.verified",
  suspend: "organization.suspended",
  resume: "organization.resumed",
  deactivate: "organization.deactivated",
};

/** The only writer of an organization's status. A step acts on the next request, and open sockets are asked again. */
export class OrganizationLifecycleService {
  constructor(
    private readonly journal: Journal,
    private readonly news: OrganizationNews,
  ) {}

  /**
   * What the operator does: verify, suspend, resume or deactivate. Safe to repeat. Throws `illegal_status` for a step that
   * does not lead on from here.
   *
   * @param reason - for operators to read beside the status. It may name people, so no journal has it.
   */
  step(
    operator: OperatorContext,
    organizationId: string,
    step: LifecycleStep,
    reason: string | null = null,
  ): Promise<Organization> {
    return operator.in(organizationId).transaction((ctx) => this.take(ctx, step, reason));
  }

  /**
   * Ends the organization, by one of its owners, who types its slug to say that they mean it. The row remains, the slug
   * stays taken and its links lead on. Throws `slug_mismatch`, STEP_UP_REQUIRED, and `organization_has_children` while any
   * below is not ended.
   */
  deactivate(ctx: TenantContext, typedSlug: string): Promise<Organization> {
    ctx.require("organization:deactivate");
    return ctx.transaction(async (ctx) => {
      const organization = await lockedOrganization(ctx);
      if (organization.slug !== typedSlug) {
        throw fieldInvalid("slug_mismatch", "slug", "Type the organization's slug exactly as it stands.");
      }
      await ctx.requireStepUp();
      return this.take(ctx, "deactivate", null);
    });
  }

  private async take(ctx: TenantContext, step: LifecycleStep, reason: string | null): Promise<Organization> {
    const organization = await lockedOrganization(ctx);
    const { id, status } = organization;
    const outcome = stepFrom(status, step);
    if (outcome.kind === "done") return organization;
    if (outcome.kind === "illegal") {
      throw new AppError("conflict", `An organization that is ${status} cannot take this step.`, {
        code: "illegal_status",
      });
    }
    if (step === "deactivate") await refuseWithChildren(ctx);
    organization.status = outcome.to;
    organization.statusReason = reason;
    await ctx.execute("UPDATE organization SET status = $2, status_reason = $3 WHERE id = $1", [
      id,
      outcome.to,
      reason,
    ]);
    const fact = { kind: KINDS[step], subject: { type: "organization", id }, data: { from: status, to: outcome.to } };
    await this.journal.append(ctx, [fact]);
    // What operators do with an organization is the platform's to know as well.
    if (ctx.principal.kind === "operator") await this.journal.appendToPlatform(ctx, [fact]);
    await this.news.tellOwners(ctx, organization, step);
    return organization;
  }
}

async function refuseWithChildren(ctx: TenantContext): Promise<void> {
  await lockChildrenOf(ctx, ctx.organizationId);
  const [child] = await ctx.query(
    "SELECT FROM lookup.organization_descendants() WHERE id <> $1 AND status <> 'deactivated' LIMIT 1",
    [ctx.organizationId],
  );
  if (!child) return;
  throw new AppError("conflict", "Organizations stand below this one. Deactivate them first.", {
    code: "organization_has_children",
  });
}
