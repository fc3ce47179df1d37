import { Arg, Ctx, Mutation, Query, Resolver } from "type-graphql";

import { build } from "../../schema/common/build.js";
import { refusing } from "../../schema/common/refusing.js";
import * as graph from "../../schema/identity/account-security.js";
import type { AccountSecurityService, StepUpProof } from "../../services/identity/account-security.service.js";
import type { OwnSessionsService } from "../../services/identity/own-sessions.service.js";
import { AppError } from "../../shared/errors.js";
import type { UserContext } from "../../shared/user-context.js";
import type { GraphContext } from "../graph-context.js";

const { SECURITY_REFUSALS: REFUSALS } = graph;

/** What a person signs in with, and where they are signed in: only ever their own. */
@Resolver()
export class AccountSecurityResolver {
  constructor(
    private readonly accounts: AccountSecurityService,
    private readonly sessions: OwnSessionsService,
  ) {}

  @Query(() => graph.AccountSecurity, { description: "What you sign in with, and where you are signed in." })
  async accountSecurity(@Ctx("user") user: UserContext): Promise<graph.AccountSecurity> {
    return this.overview(user);
  }

  @Mutation(() => graph.StepUpResult, {
    description:
      "Confirms that it is you, for ten minutes. What is dangerous asks for it with STEP_UP_REQUIRED. A fresh sign-in does as well.",
  })
  stepUp(
    @Arg("input", () => graph.StepUpInput, { description: "What confirms it." }) input: graph.StepUpInput,
    @Ctx("user") user: UserContext,
  ): Promise<typeof graph.StepUpResult> {
    return refusing({ passkeys_unavailable: REFUSALS.passkeys_unavailable }, async () => {
      if (await this.accounts.stepUp(user, proofOf(input))) {
        return build(graph.StepUpPayload, { security: await this.overview(user) });
      }
      return build(graph.StepUpRefused, { message: "This does not confirm that it is you." });
    });
  }

  @Mutation(() => graph.BeginStepUpResult, {
    description: "Asks for a challenge that one of your passkeys may answer.",
  })
  beginStepUp(@Ctx("user") user: UserContext): Promise<typeof graph.BeginStepUpResult> {
    return refusing({ passkeys_unavailable: REFUSALS.passkeys_unavailable }, async () =>
      build(graph.BeginStepUpPayload, { options: { ...(await this.accounts.beginStepUp(user)) } }),
    );
  }

  @Mutation(() => graph.SetPasswordResult, { description: "Sets or changes your password." })
  setPassword(
    @Arg("input", () => graph.SetPasswordInput, { description: "The password." }) { password }: graph.SetPasswordInput,
    @Ctx("user") user: UserContext,
  ): Promise<typeof graph.SetPasswordResult> {
    const { password_length, password_invalid, password_guessable, password_breached } = REFUSALS;
    return refusing({ password_length, password_invalid, password_guessable, password_breached }, async () => {
      await this.accounts.setPassword(user, password);
      return build(graph.SetPasswordPayload, { security: await this.overview(user) });
    });
  }

  @Mutation(() => graph.RemovePasswordResult, { description: "Removes your password. Safe to repeat." })
  async removePassword(@Ctx("user") user: UserContext): Promise<typeof graph.RemovePasswordResult> {
    await this.accounts.removePassword(user);
    return build(graph.RemovePasswordPayload, { security: await this.overview(user) });
  }

  @Mutation(() => graph.EnrolAppResult, { description: "Begins with an authenticator app; `confirmApp` ends it." })
  enrolApp(@Ctx("user") user: UserContext): Promise<typeof graph.EnrolAppResult> {
    return refusing({ totp_enrolled: REFUSALS.totp_enrolled }, async () =>
      build(graph.EnrolAppPayload, await this.accounts.enrolApp(user)),
    );
  }

  @Mutation(() => graph.ConfirmAppResult, {
    description: "Shows that the app has its secret, and gives recovery codes.",
  })
  confirmApp(
    @Arg("input", () => graph.ConfirmAppInput, { description: "Its first code." }) { code }: graph.ConfirmAppInput,
    @Ctx("user") user: UserContext,
  ): Promise<typeof graph.ConfirmAppResult> {
    return refusing({ code_invalid: REFUSALS.code_invalid }, async () => {
      const recoveryCodes = await this.accounts.confirmApp(user, code);
      return build(graph.ConfirmAppPayload, { recoveryCodes, security: await this.overview(user) });
    });
  }

  @Mutation(() => graph.RemoveAppResult, {
    description: "Removes your authenticator app and its recovery codes. Safe to repeat.",
  })
  async removeApp(@Ctx("user") user: UserContext): Promise<typeof graph.RemoveAppResult> {
    await this.accounts.removeApp(user);
    return build(graph.RemoveAppPayload, { security: await this.overview(user) });
  }

  @Mutation(() => graph.RenewRecoveryCodesResult, {
    description: "Makes ten new recovery codes in place of the former.",
  })
  renewRecoveryCodes(@Ctx("user") user: UserContext): Promise<typeof graph.RenewRecoveryCodesResult> {
    return refusing({ totp_missing: REFUSALS.totp_missing }, async () => {
      const recoveryCodes = await this.accounts.renewRecoveryCodes(user);
      return build(graph.RenewRecoveryCodesPayload, { recoveryCodes, security: await this.overview(user) });
    });
  }

  @Mutation(() => graph.BeginPasskeyResult, { description: "Begins with a passkey; `addPasskey` ends it." })
  beginPasskey(@Ctx("user") user: UserContext): Promise<typeof graph.BeginPasskeyResult> {
    const { passkeys_max, passkeys_unavailable } = REFUSALS;
    return refusing({ passkeys_max, passkeys_unavailable }, async () =>
      build(graph.BeginPasskeyPayload, { options: { ...(await this.accounts.beginPasskey(user)) } }),
    );
  }

  @Mutation(() => graph.AddPasskeyResult, { description: "Keeps the passkey that the browser has made." })
  addPasskey(
    @Arg("input", () => graph.AddPasskeyInput, { description: "The passkey." }) input: graph.AddPasskeyInput,
    @Ctx("user") user: UserContext,
  ): Promise<typeof graph.AddPasskeyResult> {
    const { name_invalid, passkey_invalid, passkeys_unavailable } = REFUSALS;
    return refusing({ name_invalid, passkey_invalid, passkeys_unavailable }, async () => {
      await this.accounts.addPasskey(user, input.passkey, input.name);
      return build(graph.AddPasskeyPayload, { security: await this.overview(user) });
    });
  }

  @Mutation(() => graph.RenamePasskeyResult, { description: "Gives one of your passkeys another name." })
  renamePasskey(
    @Arg("input", () => graph.RenamePasskeyInput, { description: "Which one, and the name." })
    { passkeyId, name }: graph.RenamePasskeyInput,
    @Ctx("user") user: UserContext,
  ): Promise<typeof graph.RenamePasskeyResult> {
    return refusing({ name_invalid: REFUSALS.name_invalid }, async () => {
      await this.accounts.renamePasskey(user, passkeyId, name);
      return build(graph.RenamePasskeyPayload, { security: await this.overview(user) });
    });
  }

  @Mutation(() => graph.RemovePasskeyResult, { description: "Removes one of your passkeys." })
  async removePasskey(
    @Arg("input", () => graph.RemovePasskeyInput, { description: "Which one." }) input: graph.RemovePasskeyInput,
    @Ctx("user") user: UserContext,
  ): Promise<typeof graph.RemovePasskeyResult> {
    await this.accounts.removePasskey(user, input.passkeyId);
    return build(graph.RemovePasskeyPayload, { security: await this.overview(user) });
  }

  @Mutation(() => graph.EndSessionResult, { description: "Ends one of your sessions. Safe to repeat." })
  async endSession(
    @Arg("input", () => graph.EndSessionInput, { description: "Which one." }) { sessionId }: graph.EndSessionInput,
    @Ctx("user") user: UserContext,
    @Ctx() { answer }: GraphContext,
  ): Promise<typeof graph.EndSessionResult> {
    await this.sessions.end(user, sessionId);
    if (sessionId === user.sessionId) answer.endSession?.();
    return build(graph.EndSessionPayload, { sessionId });
  }

  @Mutation(() => graph.SignOutEverywhereResult, { description: "Ends every session of yours, this one as well." })
  async signOutEverywhere(
    @Ctx("user") user: UserContext,
    @Ctx() { answer }: GraphContext,
  ): Promise<typeof graph.SignOutEverywhereResult> {
    await this.sessions.endEverywhere(user);
    answer.endSession?.();
    return build(graph.SignOutEverywherePayload, { signedOut: true });
  }

  private async overview(user: UserContext): Promise<graph.AccountSecurity> {
    return build(graph.AccountSecurity, await this.accounts.overview(user));
  }
}

function proofOf({ password, code, passkey }: graph.StepUpInput): StepUpProof {
  const given = [password, code, passkey].filter((one) => one !== undefined && one !== null);
  if (given.length === 1) {
    if (typeof password === "string") return { password };
    if (typeof code === "string") return { code };
    if (passkey) return { passkey };
  }
  throw new AppError("badRequest", "Show exactly one of: password, code, passkey.", {
    code: "step_up_proof",
    path: ["input"],
  });
}
