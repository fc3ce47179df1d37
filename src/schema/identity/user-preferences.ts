import { Field, ID, InputType, ObjectType, createUnionType } from "type-graphql";

import { NotificationRouting } from "../../entities/identity/user-preference.entity.js";
import { CurrencyCode } from "../common/currency-code.js";
import { FieldInvalid } from "../common/field-invalid.js";
import { OwnOrganization } from "./me.js";

@ObjectType({ simpleResolvers: true, description: "How you want your pages, in whatever organization." })
export class UserPreferences {
  @Field(() => OwnOrganization, { nullable: true, description: "Where you land; null: where you were last." })
  landing!: OwnOrganization | null;

  @Field(() => NotificationRouting, { description: "Where your news goes." })
  notificationRouting!: NotificationRouting;

  @Field(() => String, { nullable: true, description: "BCP 47, such as en-GB; null: as your browser says." })
  locale!: string | null;

  @Field(() => CurrencyCode, {
    nullable: true,
    description: "The currency that comes first where there are sums in several; nothing is converted. Null: none.",
  })
  displayCurrency!: string | null;
}

@InputType({ description: "Where to land." })
export class ChangeLandingOrganizationInput {
  @Field(() => ID, { nullable: true, description: "One of your organizations; null: where you were last." })
  organizationId?: string | null;
}

@InputType({ description: "Where news goes." })
export class ChangeNotificationRoutingInput {
  @Field(() => NotificationRouting, { description: "Where to." })
  routing!: NotificationRouting;
}

@InputType({ description: "How things are shown. What is absent stays; null takes it away." })
export class ChangeDisplayInput {
  @Field(() => String, { nullable: true, description: "BCP 47, such as en-GB; null: as your browser says." })
  locale?: string | null;

  @Field(() => String, { nullable: true, description: "A currency of ISO 4217; null: none." })
  displayCurrency?: string | null;
}

@ObjectType({ simpleResolvers: true, description: "Saved." })
export class ChangeLandingOrganizationPayload {
  @Field(() => UserPreferences, { description: "Your preferences as they are now." })
  preferences!: UserPreferences;
}

@ObjectType({ simpleResolvers: true, description: "Saved." })
export class ChangeNotificationRoutingPayload {
  @Field(() => UserPreferences, { description: "Your preferences as they are now." })
  preferences!: UserPreferences;
}

@ObjectType({ simpleResolvers: true, description: "Saved." })
export class ChangeDisplayPayload {
  @Field(() => UserPreferences, { description: "Your preferences as they are now." })
  preferences!: UserPreferences;
}

export const DISPLAY_REFUSALS = { locale_invalid: FieldInvalid, currency_invalid: FieldInvalid } as const;

export const ChangeLandingOrganizationResult = createUnionType({
  name: "ChangeLandingOrganizationResult",
  description: "The outcome of choosing where to land.",
  types: () => [ChangeLandingOrganizationPayload] as const,
});
export const ChangeNotificationRoutingResult = createUnionType({
  name: "ChangeNotificationRoutingResult",
  description: "The outcome of choosing where news goes.",
  types: () => [ChangeNotificationRoutingPayload] as const,
});
export const ChangeDisplayResult = createUnionType({
  name: "ChangeDisplayResult",
  description: "The outcome of choosing how things are shown.",
  types: () => [ChangeDisplayPayload, FieldInvalid] as const,
});
