import type { Authenticated, OrganizationName, Recognised } from "./authentication.service.js";
import type { Database } from "../../shared/database/database.js";
import { AppError, notFound } from "../../shared/errors.js";
import type { OperatorContext } from "../../shared/operator-context.js";
import type { Principal } from "../../shared/principal.js";
import type { Origin } from "../../shared/tenant-context.js";
import { TenantContext } from "../../shared/tenant-context.js";
import type { SignedInUser } from "../../shared/user-context.js";
import { UserContext } from "../../shared/user-context.js";
import { OPERATOR_TOKEN_NEEDED } from "./operators/operator-access.service.js";

/** Who asks, and of which organization: what a door knows before anything is done. */
export class Caller {
  constructor(
    private readonly database: Database,
    private readonly recognised: Recognised,
    /** The organization that the path names, or the only one; undefined where none is known. */
    readonly organization: OrganizationName | undefined,
    readonly origin: Origin,
    /** At the operator's own path, for an operator. */
    private readonly operating?: OperatorContext,
  ) {}

  /** Who they are in the organization; undefined for a stranger, and for a person who is in none. */
  get authenticated(): Authenticated | undefined {
    return this.recognised.authenticated;
  }

  /** The person behind a session; undefined for strangers, partners and keys. */
  get signedIn(): SignedInUser | undefined {
    return this.recognised.user;
  }

  /** Why a person is kept out of the organization where they are. */
  get refusal(): AppError | undefined {
    return this.recognised.refusal;
  }

  /** Whether nothing is known of them. */
  get isStranger(): boolean {
    return !this.authenticated && !this.signedIn && !this.operating;
  }

  /** The operator who asks, if it is one. */
  get operatorOrNone(): OperatorContext | undefined {
    return this.operating;
  }

  /** The way across organizations. Throws FORBIDDEN for who is somebody else, and UNAUTHENTICATED for strangers. */
  operator(): OperatorContext {
    if (this.operating) return this.operating;
    if (!this.isStranger) throw new AppError("forbidden", OPERATOR_TOKEN_NEEDED);
    throw new AppError("unauthenticated", "This needs an operator's session or token.");
  }

  /**
   * The way into the organization. Throws `tenant_slug_missing` where none is known, UNAUTHENTICATED for strangers,
   * NOT_FOUND for a person who is no member of it, and FORBIDDEN with the reason where it does not work.
   */
  tenant(): TenantContext {
    if (this.authenticated) return this.tenantOf(this.authenticated);
    if (this.operating) throw new AppError("forbidden", "Operators are in no organization here.");
    if (this.refusal) throw this.refusal;
    if (!this.organization) {
      throw new AppError("badRequest", "Which organization? Put /t/<slug> before the path, or send a credential.", {
        code: "tenant_slug_missing",
      });
    }
    if (this.signedIn) throw notFound("organization");
    throw new AppError("unauthenticated", "This needs a session or a key.");
  }

  /** The way to the person's own rows. Throws UNAUTHENTICATED for strangers, FORBIDDEN for partners and keys. */
  user(): UserContext {
    if (this.signedIn) return this.userOf(this.signedIn);
    if (this.authenticated) throw new AppError("forbidden", "This is for people who sign in as themselves.");
    throw new AppError("unauthenticated", "This needs a session.");
  }

  /** The same rights under another description of who has them, from no address and without a way to any person's rows. */
  seenAs(principal: Principal): Caller {
    const authenticated = this.authenticated && { ...this.authenticated, principal };
    return new Caller(this.database, { authenticated }, this.organization, {});
  }

  /** The way into the organization for somebody who has just signed in. */
  tenantOf({ organizationId, principal }: Authenticated): TenantContext {
    return new TenantContext({ database: this.database, organizationId, principal, origin: this.origin });
  }

  /** The way to the rows of somebody who has just signed in. */
  userOf({ userId, sessionId }: SignedInUser): UserContext {
    return new UserContext({ database: this.database, userId, sessionId, origin: this.origin });
  }
}
