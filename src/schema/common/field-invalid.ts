import { ObjectType } from "type-graphql";

import { UserError } from "./user-error.js";

@ObjectType({
  implements: UserError,
  simpleResolvers: true,
  description: "A value that cannot be used: `path` says which one, `code` and `message` why.",
})
export class FieldInvalid extends UserError {}
