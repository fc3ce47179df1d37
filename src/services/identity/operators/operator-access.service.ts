import type { Database } from "../../../shared/database/database.js";
import { AppError } from "../../../shared/errors.js";
import type { OperatorPrincipal } from "../../../shared/operator-context.js";
import { tokenHash } from "../token.js";
import type { TokenVerifier, VerifiedToken } from "./token-verifier.js";

/** What everybody is told who comes with something else. */
export const OPERATOR_TOKEN_NEEDED = "This needs an operator-scoped token.";

interface OperatorRow {
  user_id: string;
  operator_id: string;
}

/**
 * Who is an operator: whoever has a verified token for the operator audience and is one in the database. Both are asked
 * for, and the database at every request: what is taken away there is gone at the next one (B-AUTH-02).
 */
export class OperatorAccessService {
  constructor(
    private readonly database: Database,
    private readonly verifier: TokenVerifier,
    private readonly operatorAudience: string,
  ) {}

  /** The operator with this token. Throws UNAUTHENTICATED for a bad token and FORBIDDEN for one that is not an operator's. */
  async byToken(token: string): Promise<{ principal: OperatorPrincipal; verified: VerifiedToken }> {
    const verified = await this.verifier.verify(token);
    if (!verified.audiences.includes(this.operatorAudience)) throw new AppError("forbidden", OPERATOR_TOKEN_NEEDED);
    const [row] =
      verified.email === undefined
        ? []
        : await this.database.lookup<OperatorRow>("SELECT * FROM lookup.operator($1)", [verified.email], "operator");
    if (!row) throw new AppError("forbidden", "The person of this token is not an operator of this platform.");
    return { principal: principalOf(row), verified };
  }

  /** The operator whose session this is; undefined where it has ended, for whatever reason. */
  async bySession(token: string): Promise<OperatorPrincipal | undefined> {
    const [row] = await this.database.lookup<OperatorRow>(
      "SELECT * FROM lookup.operator_session($1, $2)",
      [tokenHash(token), this.database.clock.now()],
      "operator-session",
    );
    return row && principalOf(row);
  }
}

const principalOf = ({ user_id: userId, operator_id: operatorId }: OperatorRow): OperatorPrincipal => ({
  kind: "operator",
  operatorId,
  userId,
});
