import { notFound } from "../../shared/errors.js";
import { isUuid } from "../../shared/ids.js";
import type { TenantContext } from "../../shared/tenant-context.js";

/**
 * Whose rows somebody means: a partner their own, everybody else whose they name, or all. A partner who names another, and
 * whoever names what can be nobody's id, gets NOT_FOUND.
 */
export function whoseOwn({ principal }: TenantContext, asked: string | null | undefined): string | undefined {
  if (asked != null && !isUuid(asked)) throw notFound("partner");
  if (principal.kind !== "partner") return asked ?? undefined;
  if (asked != null && asked !== principal.partnerId) throw notFound("partner");
  return principal.partnerId;
}
