import { Arg, Ctx, FieldResolver, Mutation, Query, Resolver, Root } from "type-graphql";

import { Organization } from "../../entities/organizations/organization.entity.js";
import { build } from "../../schema/common/build.js";
import {
  SignInInput,
  SignInLinkInvalid,
  SignedInNowhere,
  SignInPayload,
  SignInResult,
  SignOutPayload,
  SignOutResult,
} from "../../schema/identity/sign-in.js";
import { OwnMembership } from "../../schema/identity/me.js";
import { Viewer } from "../../schema/identity/viewer.js";
import type { Recognised } from "../../services/identity/authentication.service.js";
import type { Caller } from "../../services/identity/caller.js";
import type { SessionService } from "../../services/identity/session.service.js";
import type { SignInLinkService } from "../../services/identity/sign-in-link.service.js";
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
    private readonly links: SignInLinkService,
    private readonly sessions: SessionService,
  ) {}

  @Query(() => Viewer, { nullable: true, description: "Who is signed in; null for strangers." })
  async viewer(@Ctx() context: GraphContext): Promise<Viewer | null> {
    const { authenticated, signedIn, refusal } = context.caller;
    if (refusal) throw refusal;
    return authenticated ? this.describe(context.tenant, signedIn) : null;
  }

  @FieldResolver(() => [OwnMembership], {
    description: "The organizations that a person may enter, by name: at most 200. Empty for partners and keys.",
  })
  memberships(@Root() viewer: Viewer): Promise<OwnMembership[]> {
    return this.viewers.memberships(viewer.tenant);
  }

  @FieldResolver(() => Organization, { description: "The organization that they are in." })
  organization(@Root() viewer: Viewer): Promise<Organization> {
    return this.organizations.get(viewer.tenant);
  }

  @Mutation(() => SignInResult, { description: "Exchanges a sign-in link's token for a session, once." })
  async signIn(
    @Arg("input", () => SignInInput, { description: "What the link carries." }) input: SignInInput,
    @Ctx() context: GraphContext,
  ): Promise<typeof SignInResult> {
    const { answer, caller, origin } = context;
    if (!answer.beginSession) throw new AppError("badRequest", "Sign in over HTTP: a socket cannot carry a cookie.");
    const outcome = await this.links.consume(input.token, { organizationId: caller.organization?.id, origin });
    switch (outcome.kind) {
      case "signedIn":
        // The browser forgets the session it had, so nobody could end that one any more.
        await this.end(context);
        answer.beginSession(outcome.token);
        return this.signedIn(caller, outcome.recognised);
      case "linkInvalid":
        return build(SignInLinkInvalid, { message: "This link does not work any more. Ask for a new one." });
    }
  }

  @Mutation(() => SignOutResult, { description: "Ends the session that asks. Safe to repeat." })
  async signOut(@Ctx() context: GraphContext): Promise<typeof SignOutResult> {
    await this.end(context);
    context.answer.endSession?.();
    return build(SignOutPayload, { signedOut: true });
  }

  /** Ends the session that asks, a person's or a partner's. */
  private async end({ caller }: GraphContext): Promise<void> {
    if (caller.signedIn) await this.sessions.end(caller.user());
    else if (caller.authenticated) await this.sessions.endPartner(caller.tenant());
  }

  private async signedIn(caller: Caller, { authenticated, user }: Recognised): Promise<typeof SignInResult> {
    if (authenticated) {
      return build(SignInPayload, { viewer: await this.describe(caller.tenantOf(authenticated), user) });
    }
    assert(user, "whoever is of no organization is a person");
    const me = await describeMe(this.viewers, caller.userOf(user), user);
    return build(SignedInNowhere, { message: "You are signed in, and a member of no organization.", me });
  }

  private async describe(tenant: TenantContext, user: SignedInUser | undefined): Promise<Viewer> {
    const described = await this.viewers.describe(tenant);
    const sessionGeneration = user?.generation ?? null;
    return build(Viewer, { ...described, sessionGeneration, tenant, permissions: [...tenant.permissions] });
  }
}
