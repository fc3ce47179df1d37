import type { OrganizationStatus } from "../../entities/organizations/organization.entity.js";
import { Organization } from "../../entities/organizations/organization.entity.js";
import { OrganizationProfile } from "../../entities/organizations/organization-profile.entity.js";
import { AppError, notFound } from "../../shared/errors.js";
import { isUuid, newId } from "../../shared/ids.js";
import type { OperatorContext } from "../../shared/operator-context.js";
import type { Principal } from "../../shared/principal.js";
import type { TenantContext } from "../../shared/tenant-context.js";
import type { UserContext } from "../../shared/user-context.js";
import type { Journal } from "../audit/journal.js";
import type { TimeZones } from "../partners/reporting/time-zones.js";
import type { Gates } from "../platform/gates.js";
import type { MembershipWriter } from "./membership-writer.js";
import type { CheckedFounding, Founding } from "./organization-founding.js";
import { checkedFounding } from "./organization-founding.js";
import { lockChildrenOf } from "./organization-tree.js";

/** How many organizations one person may own at a time (C-ORG-05). */
export const OWNED_MAX = 5;
/** How deep a tree may become; the table asks the same. */
const DEPTH_MAX = 8;

interface Place {
  parentId: string | null;
  rootId: string | null;
  depth: number;
}
const ROOT: Place = { parentId: null, rootId: null, depth: 0 };

/** Makes organizations for those who sign in: everything that belongs to a new one, in one transaction. */
export class OrganizationCreationService {
  constructor(
    private readonly journal: Journal,
    private readonly timeZones: TimeZones,
    private readonly gates: Gates,
    private readonly memberships: MembershipWriter,
    private readonly installation: { tenancy: "single" | "multi"; verifiesOrganizations: boolean },
  ) {}

  /**
   * Makes an organization with its profile, its billing account, its founder's membership as OWNER and their preferences, or
   * nothing of it. Below a parent only by the parent's owner. Where the installation verifies organizations, a root waits for an
   * operator and nobody is let in; what stands below one that was verified is its owner's, and begins at once.
   *
   * Throws what `checkedFounding` throws, `slug_taken`, `organizations_limit` for whoever owns five, HOST_ORGS_GATED,
   * `single_organization` where the platform is one organization's, and for a parent NOT_FOUND, `parent_not_active` and
   * `tree_too_deep`.
   *
   * @param operator - the system; its registrar's rights make what no member could.
   */
  async create(
    operator: OperatorContext,
    founder: UserContext,
    given: Founding & { parentId?: string | null | undefined },
  ): Promise<Organization> {
    if (this.installation.tenancy === "single") {
      throw new AppError("conflict", "This platform is one organization's.", { code: "single_organization" });
    }
    const founding = checkedFounding(given);
    const { userId, sessionId = "" } = founder;
    const id = newId();
    return operator.asRegistrar(id, async (ctx) => {
      await this.timeZones.checked(ctx, founding.timeZone);
      await limitOwned(ctx, userId);
      const place = given.parentId == null ? ROOT : await placeBelow(ctx, given.parentId, userId);
      const isAwaited = this.installation.verifiesOrganizations && place.parentId === null;
      const organization = await writeOrganization(ctx, founding, {
        ...place,
        status: isAwaited ? "pending_verification" : "active",
      });
      if (founding.capabilities.includes("canHost")) await this.gates.require(ctx, "host_orgs");
      const membershipId = newId();
      await ctx.execute(
        "INSERT INTO user_preference (user_id, landing_organization_id, updated_at) VALUES ($1, $2, $3) ON CONFLICT DO NOTHING",
        [userId, id, ctx.clock.now()],
      );
      const principal: Principal = { kind: "member", membershipId, userId, role: "OWNER", sessionId };
      await this.journal.appendIn(ctx.open, { organizationId: id, principal, origin: founder.origin }, [
        {
          kind: "organization.created",
          subject: { type: "organization", id },
          data: { slug: founding.slug, ...(place.parentId !== null && { parentId: place.parentId }) },
        },
      ]);
      await this.memberships.add(ctx, { id: membershipId, userId, role: "OWNER" });
      return organization;
    });
  }
}

/** Writes the rows that every organization has. Throws `slug_taken`. As the registrar, in the new organization. */
export async function writeOrganization(
  ctx: TenantContext,
  { slug, name, timeZone, capabilities, details, fundingMode, currency }: CheckedFounding,
  { status, ...place }: Place & { status: OrganizationStatus } = { ...ROOT, status: "active" },
): Promise<Organization> {
  const id = ctx.organizationId;
  const createdAt = ctx.clock.now();
  const made = await ctx.execute(
    `INSERT INTO organization (id, slug, name, time_zone, created_at, capabilities, parent_id, root_id, depth, status)
     VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10) ON CONFLICT DO NOTHING`,
    [id, slug, name, timeZone, createdAt, capabilities, place.parentId, place.rootId, place.depth, status],
  );
  if (made === 0) throw new AppError("conflict", "This slug is taken.", { code: "slug_taken", path: ["slug"] });
  await ctx.execute("INSERT INTO settings_head (organization_id) VALUES ($1)", [id]);
  const profile = { ...details, organizationId: id, updatedAt: createdAt };
  // Nothing is given back: the registrar writes profiles and reads none.
  const inserting = ctx.open.manager.createQueryBuilder().insert().into(OrganizationProfile).values(profile);
  await inserting.updateEntity(false).execute();
  await ctx.execute(
    "INSERT INTO billing_account (organization_id, funding_mode, currency, created_at) VALUES ($1, $2, $3, $4)",
    [id, fundingMode, currency, createdAt],
  );
  return Object.assign(new Organization(), { id, slug, name, timeZone, createdAt, status, capabilities, ...place });
}

/** One person's creations come one after the other, or two at once would both see four. */
async function limitOwned(ctx: TenantContext, userId: string): Promise<void> {
  await ctx.query("SELECT pg_advisory_xact_lock(hashtextextended('organizations owned by ' || $1, 0))", [userId]);
  const [row] = await ctx.query<{ owned: bigint }>(
    `SELECT count(*) AS owned FROM membership m JOIN organization o ON o.id = m.organization_id
     WHERE m.user_id = $1 AND m.role = 'OWNER' AND m.status = 'ACTIVE' AND o.status <> 'deactivated'`,
    [userId],
  );
  if (Number(row?.owned ?? 0) < OWNED_MAX) return;
  throw new AppError("conflict", `You own ${OWNED_MAX} organizations already, which is as many as there may be.`, {
    code: "organizations_limit",
  });
}

/** The place below a parent. A parent that the founder does not own is not there for them. */
async function placeBelow(ctx: TenantContext, parentId: string, userId: string): Promise<Place> {
  if (!isUuid(parentId)) throw notFound("organization");
  // Who ends the parent asks for its children under the same lock.
  await lockChildrenOf(ctx, parentId);
  const [parent] = await ctx.query<{ id: string; root_id: string | null; depth: number; is_open: boolean }>(PARENT, [
    parentId,
    userId,
  ]);
  if (!parent) throw notFound("organization");
  // Whoever's tree was suspended at its root would otherwise go on below it.
  if (!parent.is_open) {
    throw new AppError("conflict", "The organization above is not active, or one above it.", {
      code: "parent_not_active",
    });
  }
  if (parent.depth >= DEPTH_MAX) {
    throw new AppError("conflict", "A tree of organizations is at most eight deep.", { code: "tree_too_deep" });
  }
  return { parentId: parent.id, rootId: parent.root_id ?? parent.id, depth: parent.depth + 1 };
}

/** A parent of somebody's own, and whether it and all above it are active. */
const PARENT = `
  WITH RECURSIVE lineage AS (
    SELECT id, parent_id, status FROM organization WHERE id = $1
    UNION
    SELECT o.id, o.parent_id, o.status FROM organization o JOIN lineage l ON o.id = l.parent_id
  )
  SELECT o.id, o.root_id, o.depth, NOT EXISTS (SELECT FROM lineage WHERE status <> 'active') AS is_open
  FROM organization o
  JOIN membership m ON m.organization_id = o.id AND m.user_id = $2 AND m.role = 'OWNER' AND m.status = 'ACTIVE'
  WHERE o.id = $1`;
