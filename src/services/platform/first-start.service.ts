import { DEFAULT_ORGANIZATION_ID } from "../../shared/ids.js";
import type { OperatorContext } from "../../shared/operator-context.js";
import { AppError } from "../../shared/errors.js";
import type { SignInLinkService } from "../identity/sign-in-link.service.js";
import type { OrganizationService } from "../organizations/organization.service.js";

const FIRST_SLUG = "home";

export interface OwnerSignIn {
  slug: string;
  /** One-time; `signInAddress` makes a link of it. */
  token: string;
}

/** What makes an empty installation usable: a first organization, its owner, and the owner's way in. */
export class FirstStartService {
  constructor(
    private readonly organizations: OrganizationService,
    private readonly signInLinks: SignInLinkService,
  ) {}

  /** Makes the first organization and its owner where there is none. Safe to repeat, and to race with another server. */
  async ensureOrganization(operator: OperatorContext, ownerEmail: string): Promise<void> {
    const [first] = await operator.organizationIds();
    if (first === undefined) {
      await this.organizations
        .create(operator, { id: DEFAULT_ORGANIZATION_ID, slug: FIRST_SLUG, name: "My organization" })
        .catch(unlessConflict);
    }
    // A start that was killed in between left the organization without its owner.
    const organizationId = first ?? DEFAULT_ORGANIZATION_ID;
    if (organizationId !== DEFAULT_ORGANIZATION_ID || (await this.ownerOf(operator, organizationId))) return;
    await this.organizations
      .addMember(operator, organizationId, { email: ownerEmail, name: "Owner", role: "OWNER" })
      .catch(unlessConflict);
  }

  /** A one-time sign-in for an owner of the oldest organization; null where it has none. */
  async ownerSignIn(operator: OperatorContext): Promise<OwnerSignIn | null> {
    const [organizationId] = await operator.organizationIds();
    if (organizationId === undefined) return null;
    const owner = await this.ownerOf(operator, organizationId);
    if (!owner) return null;
    const token = await this.signInLinks.create(operator.in(organizationId), { kind: "member", id: owner.id });
    return { slug: owner.slug, token };
  }

  private async ownerOf(operator: OperatorContext, organizationId: string) {
    const [owner] = await operator.in(organizationId).query<{ id: string; slug: string }>(
      `SELECT m.id, o.slug FROM membership m JOIN organization o ON o.id = m.organization_id
       WHERE m.role = 'OWNER' AND m.status = 'ACTIVE' ORDER BY m.created_at, m.id LIMIT 1`,
    );
    return owner;
  }
}

/** Another server was faster: what was wanted is there. */
function unlessConflict(error: unknown): void {
  if (!(error instanceof AppError && error.kind === "conflict")) throw error;
}
