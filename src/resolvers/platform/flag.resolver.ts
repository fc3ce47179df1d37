import { Arg, Authorized, Ctx, FieldResolver, Mutation, Query, Resolver, Root } from "type-graphql";

import type { Flag as StoredFlag } from "../../entities/platform/flag.entity.js";
import { build } from "../../schema/common/build.js";
import { refusing } from "../../schema/common/refusing.js";
import {
  CHANGE_FLAG_REFUSALS,
  CREATE_FLAG_REFUSALS,
  ChangeFlagInput,
  ChangeFlagPayload,
  ChangeFlagResult,
  CreateFlagInput,
  CreateFlagPayload,
  CreateFlagResult,
  DeleteFlagInput,
  DeleteFlagPayload,
  DeleteFlagResult,
  Flag,
  FlagChange,
  FlagReach,
  FlagReachInput,
  FlagScope,
  KillFlagInput,
  KillFlagPayload,
  KillFlagResult,
} from "../../schema/platform/flag.js";
import type { OperatorService } from "../../services/identity/operators/operator.service.js";
import type { FlagReachService } from "../../services/platform/flags/flag-reach.service.js";
import type { FlagEdit, FlagService } from "../../services/platform/flags/flag.service.js";
import { scopeOf } from "../../services/platform/flags/flag.service.js";
import type { OperatorContext } from "../../shared/operator-context.js";
import { OPERATOR } from "../../shared/permissions.js";

const flagOf = (flag: StoredFlag): Flag => {
  const { id, key, description, state, percent, revision, changedAt } = flag;
  return build(Flag, {
    id,
    key,
    description,
    state,
    percent,
    revision,
    changedAt,
    scope: build(FlagScope, scopeOf(flag) as FlagScope),
  });
};

/** What is null was not given. */
const given = <Input extends object>(input: Input): Input =>
  Object.fromEntries(Object.entries(input).filter(([, value]) => value !== null && value !== undefined)) as Input;

@Resolver(() => Flag)
export class FlagResolver {
  constructor(
    private readonly flags: FlagService,
    private readonly reach: FlagReachService,
    private readonly operators: OperatorService,
  ) {}

  @Authorized(OPERATOR)
  @Query(() => [Flag], { name: "flags", description: "Every flag, by its key: at most a thousand. For operators." })
  async all(@Ctx("operator") operator: OperatorContext): Promise<Flag[]> {
    return (await this.flags.list(operator)).map(flagOf);
  }

  @Authorized(OPERATOR)
  @Query(() => Flag, { description: "One flag. For operators." })
  async flag(
    @Arg("key", () => String, { description: "Which one." }) key: string,
    @Ctx("operator") operator: OperatorContext,
  ): Promise<Flag> {
    return flagOf(await this.flags.get(operator, key));
  }

  @Authorized(OPERATOR)
  @FieldResolver(() => [FlagChange], { description: "What it was changed to, newest first: the last twenty times." })
  async history(@Root() flag: Flag, @Ctx("operator") operator: OperatorContext): Promise<FlagChange[]> {
    const changes = await this.flags.history(operator, flag.id);
    const people = changes.filter(({ actorKind }) => actorKind === "operator").map(({ actorId }) => actorId);
    const emails = await this.operators.emailsOf(operator, [...new Set(people)]);
    return changes.map(({ id, changedAt, state, percent, note, actorId }) =>
      build(FlagChange, { id, changedAt, state, percent, note, by: emails.get(actorId) ?? null }),
    );
  }

  @Authorized(OPERATOR)
  @Query(() => FlagReach, { description: "How many organizations a flag would say yes to. For operators." })
  async flagReach(
    @Arg("input", () => FlagReachInput, { description: "The flag as it would be." }) input: FlagReachInput,
    @Ctx("operator") operator: OperatorContext,
  ): Promise<FlagReach> {
    const { plans = [], organizationSlugs = [], resellerSlugs = [], environments = [] } = given(input.scope);
    const { key, state, percent } = input;
    const scope = { plans, organizationSlugs, resellerSlugs, environments };
    return build(FlagReach, await this.reach.of(operator, { key, state, percent, scope }));
  }

  @Authorized(OPERATOR)
  @Mutation(() => CreateFlagResult, { description: "Makes a flag that is off. For operators." })
  createFlag(
    @Arg("input", () => CreateFlagInput, { description: "The flag." }) input: CreateFlagInput,
    @Ctx("operator") operator: OperatorContext,
  ): Promise<typeof CreateFlagResult> {
    return refusing(CREATE_FLAG_REFUSALS, async () =>
      build(CreateFlagPayload, { flag: flagOf(await this.flags.create(operator, input)) }),
    );
  }

  @Authorized(OPERATOR)
  @Mutation(() => ChangeFlagResult, { description: "Changes a flag. For operators." })
  changeFlag(
    @Arg("input", () => ChangeFlagInput, { description: "What changes." }) input: ChangeFlagInput,
    @Ctx("operator") operator: OperatorContext,
  ): Promise<typeof ChangeFlagResult> {
    const { key, scope, ...edit } = given(input);
    const asked = { ...edit, ...(scope && { scope: given(scope) }) } as FlagEdit;
    return refusing(CHANGE_FLAG_REFUSALS, async () =>
      build(ChangeFlagPayload, { flag: flagOf(await this.flags.change(operator, key, asked)) }),
    );
  }

  @Authorized(OPERATOR)
  @Mutation(() => KillFlagResult, {
    description: "Switches a flag off for everybody, whatever it was. Safe to repeat. For operators.",
  })
  async killFlag(
    @Arg("input", () => KillFlagInput, { description: "Which one." }) { key }: KillFlagInput,
    @Ctx("operator") operator: OperatorContext,
  ): Promise<typeof KillFlagResult> {
    return build(KillFlagPayload, { flag: flagOf(await this.flags.kill(operator, key)) });
  }

  @Authorized(OPERATOR)
  @Mutation(() => DeleteFlagResult, { description: "Deletes a flag: it says no to everybody. For operators." })
  async deleteFlag(
    @Arg("input", () => DeleteFlagInput, { description: "Which one." }) { key }: DeleteFlagInput,
    @Ctx("operator") operator: OperatorContext,
  ): Promise<typeof DeleteFlagResult> {
    await this.flags.delete(operator, key);
    return build(DeleteFlagPayload, { key });
  }
}
