import { Arg, Ctx, FieldResolver, Mutation, Resolver, Root } from "type-graphql";

import { build } from "../../schema/common/build.js";
import { refusing } from "../../schema/common/refusing.js";
import { Me } from "../../schema/identity/me.js";
import {
  ChangeDisplayInput,
  ChangeDisplayPayload,
  ChangeDisplayResult,
  ChangeLandingOrganizationInput,
  ChangeLandingOrganizationPayload,
  ChangeLandingOrganizationResult,
  ChangeNotificationRoutingInput,
  ChangeNotificationRoutingPayload,
  ChangeNotificationRoutingResult,
  DISPLAY_REFUSALS,
  UserPreferences,
} from "../../schema/identity/user-preferences.js";
import { ownMemberships } from "../../services/identity/own-memberships.js";
import type { UserPreferenceService } from "../../services/identity/user-preference.service.js";
import type { UserContext } from "../../shared/user-context.js";

@Resolver(() => Me)
export class UserPreferenceResolver {
  constructor(private readonly preferences: UserPreferenceService) {}

  @FieldResolver(() => UserPreferences, { name: "preferences", description: "How you want your pages." })
  async own(@Root() { user }: Me): Promise<UserPreferences> {
    return this.describe(user);
  }

  @Mutation(() => ChangeLandingOrganizationResult, { description: "Chooses where you land after signing in." })
  async changeLandingOrganization(
    @Arg("input", () => ChangeLandingOrganizationInput, { description: "Where." })
    { organizationId }: ChangeLandingOrganizationInput,
    @Ctx("user") user: UserContext,
  ): Promise<typeof ChangeLandingOrganizationResult> {
    await this.preferences.changeLanding(user, organizationId ?? null);
    return build(ChangeLandingOrganizationPayload, { preferences: await this.describe(user) });
  }

  @Mutation(() => ChangeNotificationRoutingResult, { description: "Chooses where your news goes." })
  async changeNotificationRouting(
    @Arg("input", () => ChangeNotificationRoutingInput, { description: "Where." })
    { routing }: ChangeNotificationRoutingInput,
    @Ctx("user") user: UserContext,
  ): Promise<typeof ChangeNotificationRoutingResult> {
    await this.preferences.changeNotificationRouting(user, routing);
    return build(ChangeNotificationRoutingPayload, { preferences: await this.describe(user) });
  }

  @Mutation(() => ChangeDisplayResult, { description: "Chooses how words, dates and sums are shown to you." })
  changeDisplay(
    @Arg("input", () => ChangeDisplayInput, { description: "How." }) { locale, displayCurrency }: ChangeDisplayInput,
    @Ctx("user") user: UserContext,
  ): Promise<typeof ChangeDisplayResult> {
    return refusing(DISPLAY_REFUSALS, async () => {
      await this.preferences.changeDisplay(user, {
        ...(locale !== undefined && { locale }),
        ...(displayCurrency !== undefined && { displayCurrency }),
      });
      return build(ChangeDisplayPayload, { preferences: await this.describe(user) });
    });
  }

  private async describe(user: UserContext): Promise<UserPreferences> {
    const { landingOrganizationId, ...preferences } = await this.preferences.read(user);
    const memberships = landingOrganizationId === null ? [] : await ownMemberships(user, user.userId);
    // Where they are no member any more they do not land.
    const landing = memberships.find(({ organization }) => organization.id === landingOrganizationId)?.organization;
    return build(UserPreferences, { ...preferences, landing: landing ?? null });
  }
}
