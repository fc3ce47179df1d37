import { Arg, Ctx, FieldResolver, Mutation, Query, Resolver, Root } from "type-graphql";

import { build } from "../../schema/common/build.js";
import {
  Me,
  OwnMembership,
  SwitchOrganizationInput,
  SwitchOrganizationPayload,
  SwitchOrganizationResult,
} from "../../schema/identity/me.js";
import { ownMemberships } from "../../services/identity/own-memberships.js";
import type { SessionService } from "../../services/identity/session.service.js";
import type { ViewerService } from "../../services/identity/viewer.service.js";
import type { SignedInUser, UserContext } from "../../shared/user-context.js";
import type { GraphContext } from "../graph-context.js";

/** Who has a session, in the words of the graph. */
export async function describeMe(viewers: ViewerService, user: UserContext, signedIn: SignedInUser): Promise<Me> {
  const { name, email } = await viewers.person(user);
  return build(Me, { id: signedIn.userId, name, email, sessionGeneration: signedIn.generation, user });
}

/** What a person may ask and do as themselves, in whatever organization. */
@Resolver(() => Me)
export class MeResolver {
  constructor(
    private readonly viewers: ViewerService,
    private readonly sessions: SessionService,
  ) {}

  @Query(() => Me, {
    nullable: true,
    description: "The person who is signed in; null for strangers, partners and keys.",
  })
  async me(@Ctx() context: GraphContext): Promise<Me | null> {
    const { signedIn } = context.caller;
    return signedIn ? describeMe(this.viewers, context.user, signedIn) : null;
  }

  @FieldResolver(() => [OwnMembership], { description: "The organizations that you may enter, by name: at most 200." })
  memberships(@Root() { user }: Me): Promise<OwnMembership[]> {
    return ownMemberships(user, user.userId);
  }

  @Mutation(() => SwitchOrganizationResult, {
    description:
      "Goes over to another of your organizations. A path with `/t/<slug>` needs no switching. Safe to repeat.",
  })
  async switchOrganization(
    @Arg("input", () => SwitchOrganizationInput, { description: "Where to." }) {
      organizationId,
    }: SwitchOrganizationInput,
    @Ctx("user") user: UserContext,
  ): Promise<typeof SwitchOrganizationResult> {
    return build(SwitchOrganizationPayload, {
      membership: await this.sessions.switchOrganization(user, organizationId),
    });
  }
}
