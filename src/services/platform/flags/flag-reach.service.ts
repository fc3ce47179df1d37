import type { OperatorContext } from "../../../shared/operator-context.js";
import type { FlagRule } from "./flag-evaluation.js";
import { evaluateFlag } from "./flag-evaluation.js";

/** Enough to see what a share does; all of them would be counted at every move of a slider. */
const ASKED_MAX = 2000;

/** How many organizations a flag reaches, or would (B-FLAG-11). */
export class FlagReachService {
  /** @param environment - the installation's. */
  constructor(private readonly environment: string) {}

  /** Asks the rule of the newest organizations. Nothing is written. */
  async of(operator: OperatorContext, rule: FlagRule): Promise<{ reachedCount: number; askedCount: number }> {
    const organizations = await operator.onPlatform((ctx) =>
      ctx.query<{ id: string; slug: string }>(
        `SELECT id, slug FROM organization WHERE status = 'active' ORDER BY created_at DESC, id DESC LIMIT ${ASKED_MAX}`,
      ),
    );
    const { environment } = this;
    const reached = organizations.filter(
      ({ id: organizationId, slug }) =>
        evaluateFlag(rule, { organizationId, slug, plan: null, resellerSlug: null, environment }).value,
    );
    return { reachedCount: reached.length, askedCount: organizations.length };
  }
}
