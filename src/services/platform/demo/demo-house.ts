import { crc32 } from "node:zlib";

import { Membership } from "../../../entities/organizations/membership.entity.js";
import { Link } from "../../../entities/partners/link.entity.js";
import { Partner } from "../../../entities/partners/partner.entity.js";
import { Program } from "../../../entities/partners/program.entity.js";
import type { OperatorContext } from "../../../shared/operator-context.js";
import type { Role } from "../../../shared/role.js";
import { ROLES } from "../../../shared/role.js";
import type { TenantContext } from "../../../shared/tenant-context.js";
import type { OrganizationService } from "../../organizations/organization.service.js";
import type { LinkService } from "../../partners/link.service.js";
import type { PartnerService } from "../../partners/partner.service.js";
import type { ProgramService } from "../../partners/program.service.js";
import type { TermsService } from "../../partners/terms.service.js";
import { DemoRandom } from "./demo-random.js";
import type { DemoOrganization, DemoPartner } from "./demo-world.js";

/** The services that make an organization with all that a program needs. */
export interface DemoHouseServices {
  organizations: OrganizationService;
  programs: ProgramService;
  partners: PartnerService;
  terms: TermsService;
  links: LinkService;
}

/** A demo organization as it stands in the database. */
export interface DemoHouse {
  organization: DemoOrganization;
  ctx: TenantContext;
  /** One member for each role. */
  members: Map<Role, Membership>;
  /** In the order of the demo world. */
  partners: { plan: DemoPartner; partner: Partner; links: Link[] }[];
  /** By key. */
  links: Map<string, Link>;
}

/** Given names and family names of the members, who exist as little as their organizations. */
const GIVEN = ["Amara", "Beck", "Cleo", "Dario", "Edda", "Farid", "Greta", "Hana", "Idris", "Juno", "Kasimir", "Lotte"];
const FAMILY = ["Abelard", "Brookes", "Castellan", "Dunmore", "Eversley", "Falk", "Garrick", "Holm", "Iverson", "Joss"];

/** Makes what is absent of a demo organization. Safe to repeat: what an interrupted seed made is taken up. */
export async function ensureDemoHouse(
  operator: OperatorContext,
  services: DemoHouseServices,
  organization: DemoOrganization,
  organizationId: string,
): Promise<DemoHouse> {
  const ctx = operator.in(organizationId);
  if ((await ctx.query("SELECT FROM organization WHERE id = $1", [organizationId])).length === 0) {
    const { slug, name, timeZone } = organization;
    await services.organizations.create(operator, { id: organizationId, slug, name, timeZone });
  }
  const members = await ensureMembers(operator, services, ctx, organization);
  const programs = new Map<string, Program>();
  for (const { offers: _, ...given } of organization.programs) {
    const program =
      (await ctx.repo(Program).findOneBy({ slug: given.slug })) ?? (await services.programs.create(ctx, given));
    programs.set(given.slug, program);
  }
  const partners = [];
  for (const plan of organization.partners) partners.push(await ensurePartner(services, ctx, programs, plan));
  const links = new Map(partners.flatMap((one) => one.links.map((link) => [link.key, link])));
  return { organization, ctx, members, partners, links };
}

async function ensureMembers(
  operator: OperatorContext,
  { organizations }: DemoHouseServices,
  ctx: TenantContext,
  { slug }: DemoOrganization,
): Promise<Map<Role, Membership>> {
  const random = new DemoRandom(crc32(slug));
  for (const role of ROLES) {
    const name = `${random.pick(GIVEN)} ${random.pick(FAMILY)}`;
    const held = await ctx.repo(Membership).findOneBy({ role });
    // Each holder belongs to this organization alone.
    const email = `${role.toLowerCase().replace("_", "-")}@${slug}.example`;
    if (!held) await organizations.addMember(operator, ctx.organizationId, { email, name, role });
  }
  const members = await ctx.repo(Membership).findBy({});
  return new Map(members.map((member) => [member.role, member]));
}

async function ensurePartner(
  { partners, terms, links: linkService }: DemoHouseServices,
  ctx: TenantContext,
  programs: ReadonlyMap<string, Program>,
  plan: DemoPartner,
): Promise<DemoHouse["partners"][number]> {
  const { name, email } = plan;
  const partner = (await ctx.repo(Partner).findOneBy({ email })) ?? (await partners.create(ctx, { name, email }));
  const links: Link[] = [];
  for (const { program: slug, key, destinationUrl } of plan.links) {
    const programId = programs.get(slug)?.id;
    if (programId === undefined) continue;
    const own = { partnerId: partner.id, programId, key };
    const link = (await ctx.repo(Link).findOneBy(own)) ?? (await linkService.create(ctx, { ...own, destinationUrl }));
    links.push(link);
  }
  const amended = plan.terms && programs.get(plan.terms.program);
  if (plan.terms && amended) {
    const current = await terms.current(ctx, partner.id, amended.id);
    if (current?.source !== "amendment") {
      await terms.amend(ctx, partner.id, amended.id, { rules: plan.terms.rules, holdbackDays: null });
    }
  }
  return { plan, partner, links };
}
