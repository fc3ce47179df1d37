import { Field, InputType, ObjectType, createUnionType } from "type-graphql";

import { UserError } from "../common/user-error.js";
import { Me } from "./me.js";
import { Viewer } from "./viewer.js";

@InputType({ description: "What a sign-in link carries." })
export class SignInInput {
  @Field(() => String, { description: "The token from the link's fragment. It works once." })
  token!: string;
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

export const SignInResult = createUnionType({
  name: "SignInResult",
  description: "The outcome of signing in.",
  types: () => [SignInPayload, SignedInNowhere, SignInLinkInvalid] as const,
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
