import type {
  AuthenticationService,
  OrganizationName,
  Recognised,
} from "../../services/identity/authentication.service.js";
import { Caller } from "../../services/identity/caller.js";
import type { Database } from "../../shared/database/database.js";
import { AppError, notFound } from "../../shared/errors.js";
import { DEFAULT_ORGANIZATION_ID } from "../../shared/ids.js";
import type { Origin } from "../../shared/tenant-context.js";

const USER_AGENT_LENGTH_MAX = 512;
const SLUG = /^[a-z0-9-]{3,30}$/;
/** In the place of what can be none. */
const NOBODYS_SLUG = "";
const BEARER = /^Bearer +(\S+)$/i;

/** What a request brings along. */
export interface Credentials {
  /** The Authorization header, or what stands in its place on a socket. */
  authorization?: string | undefined;
  /** The session token of the cookie; an Authorization header goes before it. */
  cookieToken?: string | undefined;
}

/** Turns what a request brings along into a Caller. */
export class CallerResolver {
  constructor(
    private readonly database: Database,
    private readonly authentication: AuthenticationService,
    private readonly tenancy: "single" | "multi",
  ) {}

  /**
   * The organization is the path's, else the credential's, else in single mode the only one. A path that disagrees with
   * the credential is not found, and so is a path that names no organization; a credential that is not valid is refused.
   */
  async resolve(slug: string | undefined, credentials: Credentials, origin: Origin): Promise<Caller> {
    const token = tokenOf(credentials);
    const wanted = slug === undefined || SLUG.test(slug) ? slug : NOBODYS_SLUG;
    const recognised = token === undefined ? {} : await this.authentication.authenticate(token, wanted);
    return new Caller(this.database, recognised, await this.organizationOf(recognised, slug), origin);
  }

  private async organizationOf(
    { authenticated }: Recognised,
    slug: string | undefined,
  ): Promise<OrganizationName | undefined> {
    if (authenticated) return { id: authenticated.organizationId, slug: authenticated.slug };
    if (slug === undefined) {
      return this.tenancy === "single" ? { id: DEFAULT_ORGANIZATION_ID, slug: "" } : undefined;
    }
    const found = SLUG.test(slug) ? await this.authentication.findOrganization(slug) : undefined;
    if (!found) throw notFound("organization");
    return found;
  }
}

/** The token that comes along, of the header before the cookie. Throws UNAUTHENTICATED for a header of another form. */
export function tokenOf({ authorization, cookieToken }: Credentials): string | undefined {
  if (authorization === undefined) return cookieToken;
  const [, token] = BEARER.exec(authorization) ?? [];
  if (token === undefined) throw new AppError("unauthenticated", "The Authorization header must be: Bearer <token>.");
  return token;
}

/** Where a request came from, in a form that can be stored; and which host it asked for, which is not. */
export function originOf(ip: string, userAgent: string | undefined, host?: string): Origin {
  return { ip, host, userAgent: userAgent?.replaceAll("\0", "").slice(0, USER_AGENT_LENGTH_MAX).toWellFormed() };
}
