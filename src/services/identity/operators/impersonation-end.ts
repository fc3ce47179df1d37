import type { Database } from "../../../shared/database/database.js";
import { OperatorContext } from "../../../shared/operator-context.js";
import type { Caller } from "../caller.js";
import type { ImpersonationService } from "./impersonation.service.js";

/** How an operator leaves a member's place from within: by signing out of it. */
export class ImpersonationEnd {
  constructor(
    private readonly database: Database,
    private readonly impersonations: ImpersonationService,
  ) {}

  /** Ends the impersonation that asks; false where it is none. */
  async endOwn({ authenticated, origin }: Caller): Promise<boolean> {
    const principal = authenticated?.principal;
    if (principal?.kind !== "member" || !principal.impersonation) return false;
    const { id, operatorId } = principal.impersonation;
    const operator = new OperatorContext(this.database, { kind: "operator", operatorId, userId: "" }, origin);
    await this.impersonations.end(operator, id);
    return true;
  }
}
