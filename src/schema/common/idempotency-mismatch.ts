import { ObjectType } from "type-graphql";

import { UserError } from "./user-error.js";

/** What an input's `idempotencyKey` is described by. */
export const IDEMPOTENCY_KEY =
  "A text of your own choice, unique in the organization. Sent again with the same input, what was made the first time is answered and nothing is made anew. Kept for 30 days.";

@ObjectType({
  implements: UserError,
  simpleResolvers: true,
  description: "The idempotency key was used for another request.",
})
export class IdempotencyMismatch extends UserError {
  override code = "IDEMPOTENCY_MISMATCH";
}

/** What a mutation with an idempotency key refuses because of it. */
export const IDEMPOTENCY_REFUSALS = { idempotency_mismatch: IdempotencyMismatch } as const;
