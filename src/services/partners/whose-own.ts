import { notFound } from "../../shared/errors.js";
import { isUuid } from "../../shared/ids.js";
import type { TenantContext } from "../../shared/tenant-context.js";

/**
 * Whose rows somebody means: a partner their own, everybody else whose they name, or all. A partner who names another, and
 * whoever names what can be nobody's id, gets NOT_FOUND.
 */
export function whoseOwn({ principal }: TenantContext, asked: string | null | undefined): string | undefined {
  const own = principal.kind === "partner" ? principal.partnerId : undefined;
  if (asked == null) return own;
  // An id may come in capitals; ours are stored without.
  const id = asked.toLowerCase();
  if (!isUuid(id) || (own !== undefined && id !== own)) throw notFound("partner");
  return id;
}
