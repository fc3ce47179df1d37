import { Field, ID, InputType, Int, ObjectType, createUnionType } from "type-graphql";

import { ApiKey, KeyScope } from "../../entities/identity/api-key.entity.js";
import { FieldInvalid } from "../common/field-invalid.js";
import { DateTime } from "../common/date-time.js";
import { IDEMPOTENCY_REFUSALS, IdempotencyMismatch } from "../common/idempotency-mismatch.js";
import { UserError } from "../common/user-error.js";
import type { KeyScope as StoredScope } from "../../shared/key-scope.js";

@InputType({ description: "A key for machines." })
export class CreateApiKeyInput {
  @Field(() => String, { description: "What you will know it by, 1 to 200 characters." })
  name!: string;

  @Field(() => [KeyScope], { description: "What it may do: at least one scope, and no more than it needs." })
  scopes!: StoredScope[];

  @Field(() => DateTime, {
    nullable: true,
    description: "From when on it opens nothing; null: it does not end by itself.",
  })
  expiresAt?: Date | null;

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
  scopes_invalid: FieldInvalid,
  expiry_invalid: FieldInvalid,
} as const;

export const CreateApiKeyResult = createUnionType({
  name: "CreateApiKeyResult",
  description: "The outcome of making a key.",
  types: () => [CreateApiKeyPayload, ApiKeyShownOnce, FieldInvalid, IdempotencyMismatch] as const,
});

@InputType({ description: "Which key gets a successor." })
export class RotateApiKeyInput {
  @Field(() => ID, { description: "The key's id." })
  apiKeyId!: string;

  @Field(() => Int, {
    nullable: true,
    description:
      "For how many hours the old key goes on, 0 to 168; null: 24. It ends earlier where it would have anyway.",
  })
  overlapHours?: number | null;

  @Field(() => String, {
    nullable: true,
    description:
      "A text of your own choice, unique in the organization. Sent again with the same input, no second successor is made; the token is not shown again.",
  })
  idempotencyKey?: string | null;
}

@ObjectType({ simpleResolvers: true, description: "Made, in the place of the other." })
export class RotateApiKeyPayload {
  @Field(() => ApiKey, { description: "The new key: of the same name and scopes." })
  apiKey!: ApiKey;

  @Field(() => ApiKey, { description: "The old one, with its end." })
  replaced!: ApiKey;

  @Field(() => String, {
    description: "The new key's token. It is shown this one time and kept nowhere: put it away now.",
  })
  token!: string;
}

@ObjectType({
  implements: UserError,
  simpleResolvers: true,
  description: "This key was revoked or is over: nothing uses it any more, so it needs no successor.",
})
export class ApiKeyEnded extends UserError {}

export const ROTATE_API_KEY_REFUSALS = {
  ...IDEMPOTENCY_REFUSALS,
  idempotency_key_invalid: FieldInvalid,
  overlap_invalid: FieldInvalid,
  key_ended: ApiKeyEnded,
} as const;

export const RotateApiKeyResult = createUnionType({
  name: "RotateApiKeyResult",
  description: "The outcome of replacing a key.",
  types: () => [RotateApiKeyPayload, ApiKeyShownOnce, ApiKeyEnded, FieldInvalid, IdempotencyMismatch] as const,
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
