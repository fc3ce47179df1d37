import { Field, ID, InputType, ObjectType, createUnionType } from "type-graphql";

import { ApiKey, ApiKeyKind } from "../../entities/identity/api-key.entity.js";
import { FieldInvalid } from "../common/field-invalid.js";
import { IDEMPOTENCY_REFUSALS, IdempotencyMismatch } from "../common/idempotency-mismatch.js";
import { UserError } from "../common/user-error.js";

@InputType({ description: "A key for machines." })
export class CreateApiKeyInput {
  @Field(() => String, { description: "What you will know it by, 1 to 200 characters." })
  name!: string;

  @Field(() => ApiKeyKind, { description: "What it may do." })
  kind!: ApiKeyKind;

  @Field(() => String, {
    nullable: true,
    description:
      "A text of your own choice, unique in the organization. Sent again with the same input, no second key is made; the token is not shown again.",
  })
  idempotencyKey?: string | null;
}

@ObjectType({ simpleResolvers: true, description: "Made." })
export class CreateApiKeyPayload {
  @Field(() => ApiKey, { description: "The key." })
  apiKey!: ApiKey;

  @Field(() => String, { description: "Its token. It is shown this one time and kept nowhere: put it away now." })
  token!: string;
}

@ObjectType({
  implements: UserError,
  simpleResolvers: true,
  description:
    "The same idempotency key made this key before, and its token was shown then. Lost it? Revoke the key and make another.",
})
export class ApiKeyShownOnce extends UserError {
  override code = "API_KEY_SHOWN_ONCE";
  override path: string[] | null = ["idempotencyKey"];

  @Field(() => ApiKey, { description: "The key that was made." })
  apiKey!: ApiKey;
}

export const CREATE_API_KEY_REFUSALS = {
  ...IDEMPOTENCY_REFUSALS,
  idempotency_key_invalid: FieldInvalid,
  name_invalid: FieldInvalid,
} as const;

export const CreateApiKeyResult = createUnionType({
  name: "CreateApiKeyResult",
  description: "The outcome of making a key.",
  types: () => [CreateApiKeyPayload, ApiKeyShownOnce, FieldInvalid, IdempotencyMismatch] as const,
});

@InputType({ description: "Which key to end." })
export class RevokeApiKeyInput {
  @Field(() => ID, { description: "The key's id." })
  apiKeyId!: string;
}

@ObjectType({ simpleResolvers: true, description: "Revoked, now or before: it opens nothing any more." })
export class RevokeApiKeyPayload {
  @Field(() => ApiKey, { description: "The key as it is now." })
  apiKey!: ApiKey;
}

export const RevokeApiKeyResult = createUnionType({
  name: "RevokeApiKeyResult",
  description: "The outcome of revoking a key.",
  types: () => [RevokeApiKeyPayload] as const,
});
