import type { Authenticated, OrganizationName } from "./authentication.service.js";
import type { Database } from "../../shared/database/database.js";
import { AppError } from "../../shared/errors.js";
import type { Principal } from "../../shared/principal.js";
import type { Origin } from "../../shared/tenant-context.js";
import { TenantContext } from "../../shared/tenant-context.js";

/** Who asks, and of which organization: what a door knows before anything is done. */
export class Caller {
  constructor(
    private readonly database: Database,
    /** Undefined for a stranger. */
    readonly authenticated: Authenticated | undefined,
    /** The organization that the path names, or the only one; undefined where none is known. */
    readonly organization: OrganizationName | undefined,
    readonly origin: Origin,
  ) {}

  /** The way into the organization. Throws `tenant_slug_missing` where none is known, and UNAUTHENTICATED for strangers. */
  tenant(): TenantContext {
    if (this.authenticated) return this.tenantOf(this.authenticated);
    if (!this.organization) {
      throw new AppError("badRequest", "Which organization? Put /t/<slug> before the path, or send a credential.", {
        code: "tenant_slug_missing",
      });
    }
    throw new AppError("unauthenticated", "This needs a session or a key.");
  }

  /** The same rights under another description of who has them, from no address. */
  seenAs(principal: Principal): Caller {
    const authenticated = this.authenticated && { ...this.authenticated, principal };
    return new Caller(this.database, authenticated, this.organization, {});
  }

  /** The way into the organization for somebody who has just signed in. */
  tenantOf({ organizationId, principal }: Authenticated): TenantContext {
    return new TenantContext({ database: this.database, organizationId, principal, origin: this.origin });
  }
}
