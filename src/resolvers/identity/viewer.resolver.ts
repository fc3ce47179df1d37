import { Arg, Ctx, FieldResolver, Mutation, Query, Resolver, Root } from "type-graphql";

import { Organization } from "../../entities/organizations/organization.entity.js";
import { build } from "../../schema/common/build.js";
import {
  SignInInput,
  SignInLinkInvalid,
  SignInPayload,
  SignInResult,
  SignOutPayload,
  SignOutResult,
} from "../../schema/identity/sign-in.js";
import { Viewer } from "../../schema/identity/viewer.js";
import type { SessionService } from "../../services/identity/session.service.js";
import type { SignInLinkService } from "../../services/identity/sign-in-link.service.js";
import type { ViewerService } from "../../services/identity/viewer.service.js";
import type { OrganizationReadService } from "../../services/organizations/organization-read.service.js";
import { AppError } from "../../shared/errors.js";
import type { TenantContext } from "../../shared/tenant-context.js";
import type { GraphContext } from "../graph-context.js";

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
    return context.caller.authenticated ? this.describe(context.tenant) : null;
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
        if (caller.authenticated) await this.sessions.end(context.tenant);
        answer.beginSession(outcome.token);
        return build(SignInPayload, { viewer: await this.describe(caller.tenantOf(outcome.authenticated)) });
      case "linkInvalid":
        return build(SignInLinkInvalid, { message: "This link does not work any more. Ask for a new one." });
    }
  }

  @Mutation(() => SignOutResult, { description: "Ends the session that asks. Safe to repeat." })
  async signOut(@Ctx() context: GraphContext): Promise<typeof SignOutResult> {
    if (context.caller.authenticated) await this.sessions.end(context.tenant);
    context.answer.endSession?.();
    return build(SignOutPayload, { signedOut: true });
  }

  private async describe(tenant: TenantContext): Promise<Viewer> {
    const described = await this.viewers.describe(tenant);
    return build(Viewer, { ...described, tenant, permissions: [...tenant.permissions] });
  }
}
