import type { Organization } from "../../entities/organizations/organization.entity.js";
import { organizationPath } from "../../shared/organization-path.js";
import type { TenantContext } from "../../shared/tenant-context.js";
import type { MailService } from "../platform/mail/mail.service.js";
import { brandOf } from "./organization-brand.js";
import type { LifecycleStep } from "./organization-status.js";

/**
 * News of an organization for its people: by mail to those who want it so (C-WS-01). There is no bell yet. What concerns
 * somebody's sign-in is no news and comes here never: it is mailed whatever they want.
 */
export class OrganizationNews {
  constructor(
    private readonly mail: MailService,
    private readonly publicUrl: () => string,
    private readonly tenancy: "single" | "multi",
  ) {}

  /** Tells the owners of a step of the organization's life, but not who took it. In the open transaction of the step. */
  async tellOwners(ctx: TenantContext, { slug }: Organization, step: LifecycleStep): Promise<void> {
    const owners = await ctx.query<{ user_id: string; email: string }>("SELECT * FROM lookup.mailed_members('OWNER')");
    const actor = ctx.principal.kind === "member" ? ctx.principal.userId : undefined;
    const told = owners.filter(({ user_id: userId }) => userId !== actor);
    if (told.length === 0) return;
    const brand = await brandOf(ctx);
    // Its own address, whichever organization its reader was in last.
    const url = `${this.publicUrl()}${organizationPath(this.tenancy, slug)}/`;
    const data = { organizationName: brand.name, step, url };
    for (const { email } of told) {
      await this.mail.send(ctx, { to: email, template: "organizationStep", data, brand });
    }
  }
}
