import { AppError } from "../../shared/errors.js";
import type { UserError } from "./user-error.js";

type RefusalTypes = Readonly<Record<string, new () => UserError>>;

/**
 * Runs a mutation's work. A refusal whose code the table has becomes that member of the result's union, with the
 * refusal's own message and path; every other error stays an error.
 *
 * Services throw refusals of what was given, instead of returning them, so that everything they had written is rolled
 * back with them, the idempotency key as well, and REST, imports and the command line hear the same.
 */
export async function refusing<Payload extends object, Types extends RefusalTypes>(
  types: Types,
  work: () => Promise<Payload>,
): Promise<Payload | InstanceType<Types[keyof Types]>> {
  try {
    return await work();
  } catch (error) {
    if (!(error instanceof AppError) || !Object.hasOwn(types, error.code)) throw error;
    const type = types[error.code] as new () => InstanceType<Types[keyof Types]>;
    const told = new type();
    const { message, inputPath = null } = error;
    // A type for one refusal has its code; one for many takes the refusal's.
    return Object.assign(told, { code: told.code ?? error.code.toUpperCase(), message, path: inputPath });
  }
}
