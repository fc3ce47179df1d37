import { ObjectType } from "type-graphql";

import { FieldInvalid } from "../common/field-invalid.js";
import { UserError } from "../common/user-error.js";
import { RulesInvalid } from "./commission-rule-input.js";

@ObjectType({
  implements: UserError,
  simpleResolvers: true,
  description: "Another program of the organization has this slug.",
})
export class ProgramSlugTaken extends UserError {
  override code = "PROGRAM_SLUG_TAKEN";
}

@ObjectType({
  implements: UserError,
  simpleResolvers: true,
  description: "The program is open: its model and window can be changed once it has ended, or before it begins.",
})
export class ProgramLive extends UserError {
  override code = "PROGRAM_LIVE";
  override path: string[] | null = ["attributionModel"];
}

@ObjectType({
  implements: UserError,
  simpleResolvers: true,
  description: "An address that cannot be where a program or a link leads.",
})
export class DestinationRefused extends UserError {
  override code = "DESTINATION_REFUSED";
}

/** What is refused of a program's values, whichever mutation brings them. */
export const PROGRAM_REFUSALS = {
  name_invalid: FieldInvalid,
  slug_invalid: FieldInvalid,
  days_invalid: FieldInvalid,
  domain_invalid: FieldInvalid,
  dates_reversed: FieldInvalid,
  end_in_past: FieldInvalid,
  not_clearable: FieldInvalid,
  destination_invalid: DestinationRefused,
  rules_invalid: RulesInvalid,
} as const;
