import { assert } from "../../../shared/errors.js";
import type { TenantContext } from "../../../shared/tenant-context.js";
import type { FlagOutcome, FlagSubject } from "./flag-evaluation.js";
import { evaluateFlag } from "./flag-evaluation.js";
import type { FlagSource } from "./flag-source.js";

/** Says what flags say to the organization that asks. Anybody in it may ask (B-FLAG-07). */
export class FlagEvaluationService {
  /** @param environment - the installation's, such as `production`. */
  constructor(
    private readonly source: FlagSource,
    private readonly environment: string,
  ) {}

  /** What one flag says; undefined where there is no such flag. */
  async evaluate(ctx: TenantContext, key: string): Promise<FlagOutcome | undefined> {
    const flag = (await this.source.all()).get(key);
    return flag && evaluateFlag(flag, await this.subjectOf(ctx));
  }

  /** What all flags say, by their keys in order. */
  async evaluateAll(ctx: TenantContext): Promise<Map<string, FlagOutcome>> {
    const [flags, subject] = await Promise.all([this.source.all(), this.subjectOf(ctx)]);
    return new Map([...flags].map(([key, flag]) => [key, evaluateFlag(flag, subject)]));
  }

  /** The organization as flags see it. Plans and resellers come with billing: until then nobody has one. */
  async subjectOf(ctx: TenantContext): Promise<FlagSubject> {
    const { organizationId } = ctx;
    const [row] = await ctx.read<{ slug: string }>(
      "SELECT slug FROM organization WHERE id = $1",
      [organizationId],
      "flag-subject",
    );
    assert(row, "whoever asks belongs to an organization");
    return { organizationId, slug: row.slug, plan: null, resellerSlug: null, environment: this.environment };
  }
}
