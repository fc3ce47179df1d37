import { Field, InputType, Int, ObjectType, createUnionType } from "type-graphql";

import { DateTime } from "../common/date-time.js";
import { JSONObject } from "../common/json-object.js";
import { UserError } from "../common/user-error.js";
import { Me } from "./me.js";
import { Viewer } from "./viewer.js";

@InputType({ description: "An address and its password." })
export class PasswordProofInput {
  @Field(() => String, { description: "The address." })
  email!: string;

  @Field(() => String, { description: "The password." })
  password!: string;
}

@InputType({ description: "The second factor, where one is asked for: a code of the app, or a recovery code." })
export class SecondFactorInput {
  @Field(() => String, { description: "The token of `SecondFactorRequired`." })
  token!: string;

  @Field(() => String, { nullable: true, description: "The six digits that the authenticator app shows." })
  code?: string | null;

  @Field(() => String, { nullable: true, description: "One of the recovery codes. It works once." })
  recoveryCode?: string | null;
}

@InputType({ description: "What shows who you are: exactly one of these." })
export class SignInInput {
  @Field(() => String, { nullable: true, description: "The token from a sign-in link's fragment. It works once." })
  token?: string | null;

  @Field(() => PasswordProofInput, { nullable: true, description: "A password, for who has set one." })
  password?: PasswordProofInput | null;

  @Field(() => JSONObject, {
    nullable: true,
    description: "What the browser has made of `beginPasskeySignIn`: an AuthenticationResponseJSON of WebAuthn.",
  })
  passkey?: Record<string, unknown> | null;

  @Field(() => SecondFactorInput, { nullable: true, description: "The second factor, after one of the others." })
  secondFactor?: SecondFactorInput | null;
}

@ObjectType({ simpleResolvers: true, description: "Signed in: the answer sets the session's cookie." })
export class SignInPayload {
  @Field(() => Viewer, { description: "Who is signed in now." })
  viewer!: Viewer;
}

@ObjectType({
  implements: UserError,
  simpleResolvers: true,
  description: "The link was used, has expired or never was.",
})
export class SignInLinkInvalid extends UserError {
  override code = "SIGN_IN_LINK_INVALID";
  override path: string[] | null = ["token"];
}

@ObjectType({
  implements: UserError,
  simpleResolvers: true,
  description:
    "Signed in, and the answer sets the session's cookie, but a member of no organization: create one, or accept an invitation.",
})
export class SignedInNowhere extends UserError {
  override code = "SIGNED_IN_NOWHERE";
  override path: string[] | null = null;

  @Field(() => Me, { description: "Who is signed in now." })
  me!: Me;
}

@ObjectType({
  implements: UserError,
  simpleResolvers: true,
  description: "The first factor is right. Show the second one with this token; it is no session.",
})
export class SecondFactorRequired extends UserError {
  override code = "SECOND_FACTOR_REQUIRED";
  override path: string[] | null = null;

  @Field(() => String, { description: "For `secondFactor.token`: five tries, until it expires." })
  token!: string;

  @Field(() => DateTime, { description: "From then on, sign in from the beginning." })
  expiresAt!: Date;
}

@ObjectType({
  implements: UserError,
  simpleResolvers: true,
  description:
    "Nobody is signed in. `code` says which proof it was: CREDENTIALS_INVALID, PASSKEY_INVALID, CODE_INVALID, or STEP_OVER where one has to begin again. Whether there is such a person it does not say.",
})
export class SignInRefused extends UserError {
  override path: string[] | null = null;
}

export const SignInResult = createUnionType({
  name: "SignInResult",
  description: "The outcome of signing in.",
  types: () => [SignInPayload, SignedInNowhere, SecondFactorRequired, SignInLinkInvalid, SignInRefused] as const,
});

@ObjectType({
  simpleResolvers: true,
  description: "Signed out: the session has ended and the answer clears its cookie.",
})
export class SignOutPayload {
  @Field(() => Boolean, { description: "Always true: signing out twice is no fault." })
  signedOut!: boolean;
}

export const SignOutResult = createUnionType({
  name: "SignOutResult",
  description: "The outcome of signing out.",
  types: () => [SignOutPayload] as const,
});

@InputType({ description: "Who wants to sign in." })
export class RequestSignInLinkInput {
  @Field(() => String, { description: "The address that the link goes to." })
  email!: string;
}

@ObjectType({
  simpleResolvers: true,
  description: "If somebody with this address may sign in, a link is on its way. Nothing else is ever said here.",
})
export class RequestSignInLinkPayload {
  @Field(() => Int, { description: "How many minutes such a link is valid." })
  validMinutes!: number;
}

export const RequestSignInLinkResult = createUnionType({
  name: "RequestSignInLinkResult",
  description: "The outcome of asking for a link: the same for everybody.",
  types: () => [RequestSignInLinkPayload] as const,
});

@ObjectType({ simpleResolvers: true, description: "A challenge for a passkey, answered once, within five minutes." })
export class BeginPasskeySignInPayload {
  @Field(() => JSONObject, { description: "PublicKeyCredentialRequestOptionsJSON of WebAuthn, for the browser." })
  options!: Record<string, unknown>;
}

@ObjectType({
  implements: UserError,
  simpleResolvers: true,
  description: "Passkeys belong to a host name, and this page was asked for by an address.",
})
export class PasskeysUnavailable extends UserError {
  override code = "PASSKEYS_UNAVAILABLE";
  override path: string[] | null = null;
}

export const BeginPasskeySignInResult = createUnionType({
  name: "BeginPasskeySignInResult",
  description: "The outcome of asking for a challenge.",
  types: () => [BeginPasskeySignInPayload, PasskeysUnavailable] as const,
});
