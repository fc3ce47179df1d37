import type { CommissionRule } from "../../src/entities/partners/commission-rule.js";
import type { Link } from "../../src/entities/partners/link.entity.js";
import type { Partner } from "../../src/entities/partners/partner.entity.js";
import type { Program } from "../../src/entities/partners/program.entity.js";
import { JournalSealer } from "../../src/services/audit/journal-sealer.js";
import { Journal } from "../../src/services/audit/journal.js";
import { MembershipWriter } from "../../src/services/organizations/membership-writer.js";
import { OrganizationService } from "../../src/services/organizations/organization.service.js";
import { LinkService } from "../../src/services/partners/link.service.js";
import { PartnerService } from "../../src/services/partners/partner.service.js";
import type { NewProgram } from "../../src/services/partners/program.service.js";
import { ProgramService } from "../../src/services/partners/program.service.js";
import { TermsService } from "../../src/services/partners/terms.service.js";
import { newId } from "../../src/shared/ids.js";
import { createLog } from "../../src/shared/log.js";
import type { TenantContext } from "../../src/shared/tenant-context.js";
import type { World } from "./world.js";

/** Ten percent of everything, for ever. */
export const tenPercent: CommissionRule = {
  key: "ten-percent",
  eventTypes: null,
  occurrence: "every",
  reward: { kind: "percent", percentE4: 100_000 },
  capMonths: null,
};

/** The services around programs, on a world's database. */
export class ProgramWorld {
  readonly sealer: JournalSealer;
  readonly journal: Journal;
  readonly organizations: OrganizationService;
  readonly programs: ProgramService;
  readonly partners: PartnerService;
  readonly terms: TermsService;
  readonly links: LinkService;

  constructor(readonly world: World) {
    const secretKey = Buffer.from(world.storage.secretKey, "base64url");
    this.sealer = new JournalSealer(world.database, secretKey, createLog("silent"));
    this.journal = new Journal(secretKey, () => undefined);
    this.organizations = new OrganizationService(this.journal, new MembershipWriter(this.journal));
    this.programs = new ProgramService(this.journal);
    this.partners = new PartnerService(this.journal);
    this.terms = new TermsService(this.journal, this.programs);
    this.links = new LinkService(this.journal, this.programs, this.terms);
  }

  async organization(): Promise<TenantContext> {
    const slug = `org-${newId().slice(-12)}`;
    const { id } = await this.organizations.create(this.world.operator, { slug, name: slug });
    return this.world.as(id);
  }

  program(ctx: TenantContext, given: Partial<NewProgram> = {}): Promise<Program> {
    return this.programs.create(ctx, {
      slug: `program-${newId().slice(-12)}`,
      name: "Program",
      attributionModel: "last_click",
      windowDays: 30,
      holdbackDays: 14,
      destinationUrl: "https://shop.example.com/",
      rules: [tenPercent],
      ...given,
    });
  }

  partner(ctx: TenantContext): Promise<Partner> {
    return this.partners.create(ctx, { name: "Partner", email: `${newId()}@example.com` });
  }

  async link(ctx: TenantContext, programId: string, partnerId?: string): Promise<Link> {
    return this.links.create(ctx, { programId, partnerId: partnerId ?? (await this.partner(ctx)).id });
  }
}
