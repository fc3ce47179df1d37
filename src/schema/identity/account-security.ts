import { Field, ID, InputType, Int, ObjectType, createUnionType } from "type-graphql";

import { DateTime } from "../common/date-time.js";
import { FieldInvalid } from "../common/field-invalid.js";
import { JSONObject } from "../common/json-object.js";
import { UserError } from "../common/user-error.js";
import { PasskeysUnavailable } from "./sign-in.js";

@ObjectType({ simpleResolvers: true, description: "One of your passkeys." })
export class Passkey {
  @Field(() => ID, { description: "The passkey's id." })
  id!: string;

  @Field(() => String, { description: "What you know it by." })
  name!: string;

  @Field(() => Boolean, { description: "Whether its maker keeps a copy for your other devices." })
  isSynced!: boolean;

  @Field(() => DateTime, { description: "When you made it." })
  createdAt!: Date;

  @Field(() => DateTime, { nullable: true, description: "When it was used last; null: never." })
  lastUsedAt!: Date | null;
}

@ObjectType({ simpleResolvers: true, description: "A place where you are signed in." })
export class OwnSession {
  @Field(() => ID, { description: "The session's id." })
  id!: string;

  @Field(() => String, { nullable: true, description: "Such as `Firefox on Windows`; null: unknown." })
  device!: string | null;

  @Field(() => DateTime, { description: "When you signed in there." })
  startedAt!: Date;

  @Field(() => DateTime, { description: "When you will have to sign in again." })
  expiresAt!: Date;

  @Field(() => Boolean, { description: "Whether it is the one that asks." })
  isCurrent!: boolean;
}

@ObjectType({ simpleResolvers: true, description: "Your authenticator app." })
export class AuthenticatorApp {
  @Field(() => DateTime, { description: "Since when its codes are asked for." })
  confirmedAt!: Date;

  @Field(() => Int, { description: "How many recovery codes are unused." })
  recoveryCodesLeft!: number;
}

@ObjectType({ simpleResolvers: true, description: "What you sign in with, and where you are signed in." })
export class AccountSecurity {
  @Field(() => DateTime, { nullable: true, description: "When your password was set; null: you have none." })
  passwordSetAt!: Date | null;

  @Field(() => AuthenticatorApp, { nullable: true, description: "Your authenticator app, if you have one." })
  app!: AuthenticatorApp | null;

  @Field(() => [Passkey], { description: "Your passkeys, oldest first: at most 20." })
  passkeys!: Passkey[];

  @Field(() => [OwnSession], { description: "Where you are signed in, newest first: at most 100." })
  sessions!: OwnSession[];

  @Field(() => DateTime, {
    nullable: true,
    description: "Until when you need not confirm again that it is you; null: the next change asks for it.",
  })
  steppedUpUntil!: Date | null;

  @Field(() => Boolean, { description: "Whether this page's host can have passkeys: an address cannot." })
  hasPasskeysHere!: boolean;
}

@ObjectType({
  implements: UserError,
  simpleResolvers: true,
  description: "It cannot be done as things are: `code` and `message` say why.",
})
export class SecurityChangeRefused extends UserError {}

/** Refusals of services that become members of the unions below. */
export const SECURITY_REFUSALS = {
  password_length: FieldInvalid,
  password_invalid: FieldInvalid,
  password_guessable: FieldInvalid,
  password_breached: FieldInvalid,
  code_invalid: FieldInvalid,
  name_invalid: FieldInvalid,
  passkey_invalid: SecurityChangeRefused,
  passkeys_max: SecurityChangeRefused,
  totp_enrolled: SecurityChangeRefused,
  totp_missing: SecurityChangeRefused,
  passkeys_unavailable: PasskeysUnavailable,
} as const;

@InputType({ description: "What confirms that it is you: exactly one of these." })
export class StepUpInput {
  @Field(() => String, { nullable: true, description: "Your password." })
  password?: string | null;

  @Field(() => String, { nullable: true, description: "The six digits that your authenticator app shows." })
  code?: string | null;

  @Field(() => JSONObject, { nullable: true, description: "What the browser has made of `beginStepUp`." })
  passkey?: Record<string, unknown> | null;
}

@ObjectType({ simpleResolvers: true, description: "It is you." })
export class StepUpPayload {
  @Field(() => AccountSecurity, { description: "With `steppedUpUntil`." })
  security!: AccountSecurity;
}

@ObjectType({ implements: UserError, simpleResolvers: true, description: "This does not confirm that it is you." })
export class StepUpRefused extends UserError {
  override code = "STEP_UP_REFUSED";
  override path: string[] | null = null;
}

export const StepUpResult = createUnionType({
  name: "StepUpResult",
  description: "The outcome of confirming that it is you.",
  types: () => [StepUpPayload, StepUpRefused, PasskeysUnavailable] as const,
});

@ObjectType({ simpleResolvers: true, description: "A challenge for one of your passkeys." })
export class BeginStepUpPayload {
  @Field(() => JSONObject, { description: "PublicKeyCredentialRequestOptionsJSON of WebAuthn, for the browser." })
  options!: Record<string, unknown>;
}

export const BeginStepUpResult = createUnionType({
  name: "BeginStepUpResult",
  description: "The outcome of asking for a challenge.",
  types: () => [BeginStepUpPayload, PasskeysUnavailable] as const,
});

@InputType({ description: "A new password." })
export class SetPasswordInput {
  @Field(() => String, { description: "10 to 128 characters." })
  password!: string;
}

@ObjectType({ simpleResolvers: true, description: "Set. After a change every other session has ended." })
export class SetPasswordPayload {
  @Field(() => AccountSecurity, { description: "As it is now." })
  security!: AccountSecurity;
}

export const SetPasswordResult = createUnionType({
  name: "SetPasswordResult",
  description: "The outcome of setting a password.",
  types: () => [SetPasswordPayload, FieldInvalid] as const,
});

@ObjectType({ simpleResolvers: true, description: "You have no password any more." })
export class RemovePasswordPayload {
  @Field(() => AccountSecurity, { description: "As it is now." })
  security!: AccountSecurity;
}

export const RemovePasswordResult = createUnionType({
  name: "RemovePasswordResult",
  description: "The outcome of removing the password.",
  types: () => [RemovePasswordPayload] as const,
});

@ObjectType({ simpleResolvers: true, description: "What the authenticator app is given, this one time." })
export class EnrolAppPayload {
  @Field(() => String, { description: "The secret in base 32, for typing it in." })
  secret!: string;

  @Field(() => String, { description: "otpauth://…, for a QR code." })
  uri!: string;
}

export const EnrolAppResult = createUnionType({
  name: "EnrolAppResult",
  description: "The outcome of beginning with an app.",
  types: () => [EnrolAppPayload, SecurityChangeRefused] as const,
});

@InputType({ description: "The first code of the app." })
export class ConfirmAppInput {
  @Field(() => String, { description: "The six digits that it shows now." })
  code!: string;
}

@ObjectType({ simpleResolvers: true, description: "From now on a code is asked for at every sign-in." })
export class ConfirmAppPayload {
  @Field(() => [String], { description: "The ten recovery codes. They are shown this one time: put them away now." })
  recoveryCodes!: string[];

  @Field(() => AccountSecurity, { description: "As it is now." })
  security!: AccountSecurity;
}

export const ConfirmAppResult = createUnionType({
  name: "ConfirmAppResult",
  description: "The outcome of confirming an app.",
  types: () => [ConfirmAppPayload, FieldInvalid] as const,
});

@ObjectType({ simpleResolvers: true, description: "No code is asked for any more." })
export class RemoveAppPayload {
  @Field(() => AccountSecurity, { description: "As it is now." })
  security!: AccountSecurity;
}

export const RemoveAppResult = createUnionType({
  name: "RemoveAppResult",
  description: "The outcome of removing the app.",
  types: () => [RemoveAppPayload] as const,
});

@ObjectType({ simpleResolvers: true, description: "The former codes are of no use any more." })
export class RenewRecoveryCodesPayload {
  @Field(() => [String], { description: "Ten new ones, shown this one time." })
  recoveryCodes!: string[];

  @Field(() => AccountSecurity, { description: "As it is now." })
  security!: AccountSecurity;
}

export const RenewRecoveryCodesResult = createUnionType({
  name: "RenewRecoveryCodesResult",
  description: "The outcome of making new recovery codes.",
  types: () => [RenewRecoveryCodesPayload, SecurityChangeRefused] as const,
});

@ObjectType({ simpleResolvers: true, description: "What the browser needs to make a passkey." })
export class BeginPasskeyPayload {
  @Field(() => JSONObject, { description: "PublicKeyCredentialCreationOptionsJSON of WebAuthn, for the browser." })
  options!: Record<string, unknown>;
}

export const BeginPasskeyResult = createUnionType({
  name: "BeginPasskeyResult",
  description: "The outcome of beginning with a passkey.",
  types: () => [BeginPasskeyPayload, SecurityChangeRefused, PasskeysUnavailable] as const,
});

@InputType({ description: "A new passkey." })
export class AddPasskeyInput {
  @Field(() => JSONObject, { description: "What the browser has made: a RegistrationResponseJSON of WebAuthn." })
  passkey!: Record<string, unknown>;

  @Field(() => String, { description: "What you will know it by, 1 to 200 characters." })
  name!: string;
}

@ObjectType({ simpleResolvers: true, description: "It signs you in from now on." })
export class AddPasskeyPayload {
  @Field(() => AccountSecurity, { description: "As it is now." })
  security!: AccountSecurity;
}

export const AddPasskeyResult = createUnionType({
  name: "AddPasskeyResult",
  description: "The outcome of adding a passkey.",
  types: () => [AddPasskeyPayload, FieldInvalid, SecurityChangeRefused, PasskeysUnavailable] as const,
});

@InputType({ description: "Another name for a passkey." })
export class RenamePasskeyInput {
  @Field(() => ID, { description: "The passkey's id." })
  passkeyId!: string;

  @Field(() => String, { description: "Its name from now on, 1 to 200 characters." })
  name!: string;
}

@ObjectType({ simpleResolvers: true, description: "Renamed." })
export class RenamePasskeyPayload {
  @Field(() => AccountSecurity, { description: "As it is now." })
  security!: AccountSecurity;
}

export const RenamePasskeyResult = createUnionType({
  name: "RenamePasskeyResult",
  description: "The outcome of renaming a passkey.",
  types: () => [RenamePasskeyPayload, FieldInvalid] as const,
});

@InputType({ description: "Which passkey to remove." })
export class RemovePasskeyInput {
  @Field(() => ID, { description: "The passkey's id." })
  passkeyId!: string;
}

@ObjectType({ simpleResolvers: true, description: "It signs nobody in any more. Remove it from your device as well." })
export class RemovePasskeyPayload {
  @Field(() => AccountSecurity, { description: "As it is now." })
  security!: AccountSecurity;
}

export const RemovePasskeyResult = createUnionType({
  name: "RemovePasskeyResult",
  description: "The outcome of removing a passkey.",
  types: () => [RemovePasskeyPayload] as const,
});

@InputType({ description: "Which session to end." })
export class EndSessionInput {
  @Field(() => ID, { description: "The session's id." })
  sessionId!: string;
}

@ObjectType({ simpleResolvers: true, description: "Ended: its next request is a stranger's." })
export class EndSessionPayload {
  @Field(() => ID, { description: "The session that ended, now or before." })
  sessionId!: string;
}

export const EndSessionResult = createUnionType({
  name: "EndSessionResult",
  description: "The outcome of ending a session.",
  types: () => [EndSessionPayload] as const,
});

@ObjectType({
  simpleResolvers: true,
  description: "Every session has ended, the one that asks as well, and the answer clears its cookie.",
})
export class SignOutEverywherePayload {
  @Field(() => Boolean, { description: "Always true." })
  signedOut!: boolean;
}

export const SignOutEverywhereResult = createUnionType({
  name: "SignOutEverywhereResult",
  description: "The outcome of signing out everywhere.",
  types: () => [SignOutEverywherePayload] as const,
});
