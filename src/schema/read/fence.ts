import type { Bindings } from "./bindings.js";
import type { ReadType } from "./read-model.js";
import type { Row } from "./row.js";

/**
 * The conditions of a type's rows that the asker may see: their organization's, and of those a partner's own where a
 * partner asks. Row level security is the second fence.
 */
export function fenceOf(type: ReadType, row: Row, bindings: Bindings, { isPartner }: { isPartner: boolean }): string[] {
  const { sight, within } = type;
  const conditions = type.column("organizationId") ? [`${row("organizationId")} = ${bindings.organization()}`] : [];
  if (within) conditions.push(within(row, bindings.organization()));
  if (!isPartner || sight === undefined || sight === "whatLeadsHere") return conditions;
  const partner = bindings.partner();
  return [...conditions, "own" in sight ? `${row(sight.own)} = ${partner}` : sight.when(row, partner)];
}
