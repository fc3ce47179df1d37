import { Arg, Ctx, FieldResolver, Mutation, Query, Resolver, Root } from "type-graphql";

import { Organization } from "../../entities/organizations/organization.entity.js";
import { build } from "../../schema/common/build.js";
import { refusing } from "../../schema/common/refusing.js";
import {
  BeginPasskeySignInPayload,
  BeginPasskeySignInResult,
  PasskeysUnavailable,
  RequestSignInLinkInput,
  RequestSignInLinkPayload,
  RequestSignInLinkResult,
  SecondFactorRequired,
  SignInInput,
  SignInLinkInvalid,
  SignInRefused,
  SignedInNowhere,
  SignInPayload,
  SignInResult,
  SignOutPayload,
  SignOutResult,
} from "../../schema/identity/sign-in.js";
import { OwnMembership } from "../../schema/identity/me.js";
import { Viewer, ViewerDisplay, ViewerImpersonation } from "../../schema/identity/viewer.js";
import type { ImpersonationEnd } from "../../services/identity/operators/impersonation-end.js";
import type { Recognised } from "../../services/identity/authentication.service.js";
import type { Caller } from "../../services/identity/caller.js";
import type { SessionService } from "../../services/identity/session.service.js";
import type { SignInRequestService } from "../../services/identity/sign-in-request.service.js";
import { MAILED_LINK_MINUTES } from "../../services/identity/sign-in-request.service.js";
import type { SignInAsked, SignInOutcome, SignInService } from "../../services/identity/sign-in.service.js";
import type { UserPreferenceService } from "../../services/identity/user-preference.service.js";
import type { ViewerService } from "../../services/identity/viewer.service.js";
import type { OrganizationReadService } from "../../services/organizations/organization-read.service.js";
import { AppError, assert } from "../../shared/errors.js";
import type { TenantContext } from "../../shared/tenant-context.js";
import type { SignedInUser } from "../../shared/user-context.js";
import type { GraphContext } from "../graph-context.js";
import { describeMe } from "./me.resolver.js";

@Resolver(() => Viewer)
export class ViewerResolver {
  constructor(
    private readonly viewers: ViewerService,
    private readonly organizations: OrganizationReadService,
    private readonly signIns: SignInService,
    private readonly requests: SignInRequestService,
    private readonly sessions: SessionService,
    private readonly impersonations: ImpersonationEnd,
    private readonly preferences: UserPreferenceService,
  ) {}

  @Query(() => Viewer, { nullable: true, description: "Who is signed in; null for strangers." })
  async viewer(@Ctx() context: GraphContext): Promise<Viewer | null> {
    const { authenticated, signedIn, refusal } = context.caller;
    if (refusal) throw refusal;
    return authenticated ? this.describe(context.caller, context.tenant, signedIn) : null;
  }

  @FieldResolver(() => [OwnMembership], {
    description: "The organizations that a person may enter, by name: at most 200. Empty for partners and keys.",
  })
  memberships(@Root() viewer: Viewer): Promise<OwnMembership[]> {
    return this.viewers.memberships(viewer.tenant);
  }

  @FieldResolver(() => ViewerImpersonation, {
    nullable: true,
    description: "The operator who acts in their place now; null where they act themselves.",
  })
  impersonation(@Root() { tenant: { principal } }: Viewer): ViewerImpersonation | null {
    if (principal.kind !== "member" || !principal.impersonation) return null;
    const { isReadOnly, endsAt } = principal.impersonation;
    return build(ViewerImpersonation, { isReadOnly, endsAt });
  }

  @FieldResolver(() => ViewerDisplay, {
    nullable: true,
    description: "How they want to read. Null for partners, keys, and an operator in a member's place.",
  })
  async display(@Root() { person }: Viewer): Promise<ViewerDisplay | null> {
    if (!person) return null;
    const { locale, displayCurrency } = await this.preferences.read(person);
    return build(ViewerDisplay, { locale, currency: displayCurrency });
  }

  @FieldResolver(() => Organization, { description: "The organization that they are in." })
  organization(@Root() viewer: Viewer): Promise<Organization> {
    return this.organizations.get(viewer.tenant);
  }

  @Mutation(() => SignInResult, {
    description:
      "Exchanges what shows who you are for a session: a link's token, a password, a passkey, or a second factor.",
  })
  async signIn(
    @Arg("input", () => SignInInput, { description: "What shows it: exactly one." }) input: SignInInput,
    @Ctx() context: GraphContext,
  ): Promise<typeof SignInResult> {
    const { answer, caller, origin } = context;
    if (!answer.beginSession) throw new AppError("badRequest", "Sign in over HTTP: a socket cannot carry a cookie.");
    const outcome = await this.prove(input, { organizationId: caller.organization?.id, origin });
    switch (outcome.kind) {
      case "signedIn":
        // The browser forgets the session it had, so nobody could end that one any more.
        await this.end(context);
        answer.beginSession(outcome.token);
        return this.signedIn(caller, outcome.recognised);
      case "secondStep": {
        const { token, expiresAt } = outcome;
        return build(SecondFactorRequired, { message: "Enter the code that your app shows.", token, expiresAt });
      }
      case "linkInvalid":
        return build(SignInLinkInvalid, { message: "This link does not work any more. Ask for a new one." });
      case "credentialsInvalid":
        return build(SignInRefused, {
          code: "CREDENTIALS_INVALID",
          message: "Address and password do not belong together.",
        });
      case "passkeyInvalid":
        return build(SignInRefused, { code: "PASSKEY_INVALID", message: "This passkey does not sign anybody in." });
      case "codeInvalid":
        return build(SignInRefused, {
          code: "CODE_INVALID",
          message:
            outcome.attemptsLeft > 0
              ? "This code is wrong, or was used before."
              : "This code is wrong, and it was the last try. Sign in from the beginning.",
        });
      case "stepOver":
        return build(SignInRefused, { code: "STEP_OVER", message: "This took too long. Sign in from the beginning." });
    }
  }

  @Mutation(() => RequestSignInLinkResult, {
    description: "Mails a sign-in link, if somebody with this address may sign in. The answer is the same in any case.",
  })
  async requestSignInLink(
    @Arg("input", () => RequestSignInLinkInput, { description: "Where to." }) { email }: RequestSignInLinkInput,
    @Ctx() { caller, origin }: GraphContext,
  ): Promise<typeof RequestSignInLinkResult> {
    await this.requests.request(email, { organizationId: caller.organization?.id, origin });
    return build(RequestSignInLinkPayload, { validMinutes: MAILED_LINK_MINUTES });
  }

  @Mutation(() => BeginPasskeySignInResult, {
    description: "Asks for a challenge that any passkey of this host may answer.",
  })
  beginPasskeySignIn(@Ctx() { origin }: GraphContext): Promise<typeof BeginPasskeySignInResult> {
    return refusing({ passkeys_unavailable: PasskeysUnavailable }, async () =>
      build(BeginPasskeySignInPayload, { options: { ...(await this.signIns.beginPasskey({ origin })) } }),
    );
  }

  @Mutation(() => SignOutResult, { description: "Ends the session that asks. Safe to repeat." })
  async signOut(@Ctx() context: GraphContext): Promise<typeof SignOutResult> {
    await this.end(context);
    context.answer.endSession?.();
    return build(SignOutPayload, { signedOut: true });
  }

  private prove(input: SignInInput, asked: SignInAsked): Promise<SignInOutcome> {
    const { token, password, passkey, secondFactor } = input;
    const given = [token, password, passkey, secondFactor].filter((one) => one !== undefined && one !== null);
    if (given.length === 1) {
      if (typeof token === "string") return this.signIns.byLink(token, asked);
      if (password) return this.signIns.byPassword(password, asked);
      if (passkey) return this.signIns.byPasskey(passkey, asked);
      const { token: step, code, recoveryCode } = secondFactor ?? {};
      if (typeof step === "string" && typeof code === "string" && !recoveryCode) {
        return this.signIns.bySecondFactor(step, { code }, asked);
      }
      if (typeof step === "string" && typeof recoveryCode === "string" && !code) {
        return this.signIns.bySecondFactor(step, { recoveryCode }, asked);
      }
    }
    throw new AppError("badRequest", "Show exactly one of: token, password, passkey, secondFactor.", {
      code: "sign_in_proof",
      path: ["input"],
    });
  }

  /** Ends the session that asks, a person's or a partner's. */
  private async end({ caller }: GraphContext): Promise<void> {
    if (await this.impersonations.endOwn(caller)) return;
    if (caller.signedIn) await this.sessions.end(caller.user());
    else if (caller.authenticated) await this.sessions.endPartner(caller.tenant());
  }

  private async signedIn(caller: Caller, { authenticated, user }: Recognised): Promise<typeof SignInResult> {
    if (authenticated) {
      return build(SignInPayload, { viewer: await this.describe(caller, caller.tenantOf(authenticated), user) });
    }
    assert(user, "whoever is of no organization is a person");
    const me = await describeMe(this.viewers, caller.userOf(user), user);
    return build(SignedInNowhere, { message: "You are signed in, and a member of no organization.", me });
  }

  private async describe(caller: Caller, tenant: TenantContext, user: SignedInUser | undefined): Promise<Viewer> {
    const described = await this.viewers.describe(tenant);
    const sessionGeneration = user?.generation ?? null;
    const person = user ? caller.userOf(user) : null;
    return build(Viewer, {
      ...described,
      sessionGeneration,
      tenant,
      person,
      permissions: this.viewers.permissions(tenant),
      isOnlyOrganization: this.viewers.isOnlyOrganization,
    });
  }
}
