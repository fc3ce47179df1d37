import { Arg, Authorized, Ctx, Mutation, Query, Resolver } from "type-graphql";

import { Program } from "../../entities/partners/program.entity.js";
import { build } from "../../schema/common/build.js";
import { refusing } from "../../schema/common/refusing.js";
import { storedRules } from "../../schema/partners/commission-rule-input.js";
import {
  CREATE_PROGRAM_REFUSALS,
  CreateProgramInput,
  CreateProgramPayload,
  CreateProgramResult,
} from "../../schema/partners/create-program.js";
import {
  EditProgramInput,
  EditProgramPayload,
  EditProgramResult,
  PreviewProgramEditResult,
  ProgramEditPreview,
  programEdit,
} from "../../schema/partners/edit-program.js";
import {
  EndProgramInput,
  EndProgramPayload,
  EndProgramResult,
  ScheduleProgramInput,
  ScheduleProgramPayload,
  ScheduleProgramResult,
} from "../../schema/partners/program-dates.js";
import { PROGRAM_REFUSALS, ProgramLive } from "../../schema/partners/program-refusals.js";
import type { ProgramEditService } from "../../services/partners/program-edit.service.js";
import type { ProgramService } from "../../services/partners/program.service.js";
import type { IdempotencyService } from "../../services/platform/idempotency.service.js";
import type { TenantContext } from "../../shared/tenant-context.js";

@Resolver()
export class ProgramChangeResolver {
  constructor(
    private readonly programs: ProgramService,
    private readonly edits: ProgramEditService,
    private readonly idempotency: IdempotencyService,
  ) {}

  @Authorized("program:write")
  @Mutation(() => CreateProgramResult, { description: "Creates a program with its first version." })
  createProgram(
    @Arg("input", () => CreateProgramInput, { description: "The program." }) input: CreateProgramInput,
    @Ctx("tenant") ctx: TenantContext,
  ): Promise<typeof CreateProgramResult> {
    return refusing(CREATE_PROGRAM_REFUSALS, async () => {
      const { idempotencyKey: key, slug, deepLinkDomains, rules, ...values } = input;
      const given = { ...values, slug: slug ?? undefined, deepLinkDomains: deepLinkDomains ?? [] };
      const program = await this.idempotency.once(
        ctx,
        { key, operation: "createProgram", request: { ...given, rules }, needs: "program:write" },
        {
          make: (ctx, id) => this.programs.create(ctx, { ...given, id, rules: storedRules(rules) }),
          recall: (ctx, id) => ctx.repo(Program).get(id),
        },
      );
      return build(CreateProgramPayload, { program });
    });
  }

  @Authorized("program:write")
  @Query(() => PreviewProgramEditResult, {
    description: "What an edit would change, and for whom, in plain words. Refuses what `editProgram` would refuse.",
  })
  previewProgramEdit(
    @Arg("input", () => EditProgramInput, { description: "The edit." }) input: EditProgramInput,
    @Ctx("tenant") ctx: TenantContext,
  ): Promise<typeof PreviewProgramEditResult> {
    return refusing(PROGRAM_REFUSALS, async () => {
      const outcome = await this.edits.preview(ctx, input.programId, programEdit(input));
      return outcome.kind === "live" ? programLive() : build(ProgramEditPreview, { effects: outcome.effects });
    });
  }

  @Authorized("program:write")
  @Mutation(() => EditProgramResult, {
    description: "Changes a program, all that is asked or nothing. `previewProgramEdit` tells beforehand what it does.",
  })
  editProgram(
    @Arg("input", () => EditProgramInput, { description: "What to change." }) input: EditProgramInput,
    @Ctx("tenant") ctx: TenantContext,
  ): Promise<typeof EditProgramResult> {
    return refusing(PROGRAM_REFUSALS, async () => {
      const outcome = await this.edits.edit(ctx, input.programId, programEdit(input));
      if (outcome.kind === "live") return programLive();
      return build(EditProgramPayload, { program: outcome.program, effects: outcome.effects });
    });
  }

  @Authorized("program:write")
  @Mutation(() => ScheduleProgramResult, { description: "Sets when a program is open." })
  scheduleProgram(
    @Arg("input", () => ScheduleProgramInput, { description: "The dates." }) input: ScheduleProgramInput,
    @Ctx("tenant") ctx: TenantContext,
  ): Promise<typeof ScheduleProgramResult> {
    const { programId, startsAt, endsAt } = input;
    return refusing(PROGRAM_REFUSALS, async () => {
      await this.programs.change(ctx, programId, { startsAt, endsAt });
      return build(ScheduleProgramPayload, { program: await ctx.repo(Program).get(programId) });
    });
  }

  @Authorized("program:write")
  @Mutation(() => EndProgramResult, {
    description: "Ends a program, now or at a later instant. Safe to repeat: one that has ended stays as it is.",
  })
  endProgram(
    @Arg("input", () => EndProgramInput, { description: "Which one, and when." }) {
      programId,
      endsAt,
    }: EndProgramInput,
    @Ctx("tenant") ctx: TenantContext,
  ): Promise<typeof EndProgramResult> {
    return refusing(PROGRAM_REFUSALS, async () => {
      await this.programs.end(ctx, programId, endsAt);
      return build(EndProgramPayload, { program: await ctx.repo(Program).get(programId) });
    });
  }
}

const programLive = (): ProgramLive =>
  build(ProgramLive, { message: "Model and window cannot be changed while the program is open. End it first." });
