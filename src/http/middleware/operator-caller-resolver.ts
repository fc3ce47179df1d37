import type { AuthenticationService } from "../../services/identity/authentication.service.js";
import { Caller } from "../../services/identity/caller.js";
import type { OperatorAccessService } from "../../services/identity/operators/operator-access.service.js";
import { OPERATOR_TOKEN_NEEDED } from "../../services/identity/operators/operator-access.service.js";
import { tokenKind } from "../../services/identity/token.js";
import type { Database } from "../../shared/database/database.js";
import { AppError } from "../../shared/errors.js";
import { PLATFORM_ID } from "../../shared/ids.js";
import type { OperatorPrincipal } from "../../shared/operator-context.js";
import { OperatorContext } from "../../shared/operator-context.js";
import type { Origin } from "../../shared/tenant-context.js";
import type { Credentials } from "./caller-resolver.js";
import { tokenOf } from "./caller-resolver.js";

/** In the place of an organization: what needs one needs another credential, and a sign-in link leads elsewhere. */
const NO_ORGANIZATION = { id: PLATFORM_ID, slug: "" };

/** Turns what a request at the operator's own path brings along into a Caller. No organization is ever known here. */
export class OperatorCallerResolver {
  constructor(
    private readonly database: Database,
    private readonly access: OperatorAccessService,
    private readonly authentication: AuthenticationService,
  ) {}

  /** The operator of the session or token; a stranger without either. Throws FORBIDDEN for who is somebody else. */
  async resolve(_slug: string | undefined, credentials: Credentials, origin: Origin): Promise<Caller> {
    const principal = await this.principalOf(credentials);
    const operating = principal && new OperatorContext(this.database, principal, origin);
    return new Caller(this.database, {}, NO_ORGANIZATION, origin, operating);
  }

  private async principalOf(credentials: Credentials): Promise<OperatorPrincipal | undefined> {
    const token = tokenOf(credentials);
    if (token === undefined) return undefined;
    const kind = tokenKind(token);
    // A cookie is the console's session or nothing; a header may bring a token too.
    if (kind === "operator" || credentials.authorization === undefined) return this.bySession(token);
    if (kind === undefined) return (await this.access.byToken(token)).principal;
    // A credential of an organization, if it is one at all.
    await this.authentication.authenticate(token);
    throw new AppError("forbidden", OPERATOR_TOKEN_NEEDED);
  }

  private async bySession(token: string): Promise<OperatorPrincipal> {
    const principal = tokenKind(token) === "operator" ? await this.access.bySession(token) : undefined;
    if (!principal) throw new AppError("unauthenticated", "This session has ended.");
    return principal;
  }
}
