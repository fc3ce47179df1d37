/** Where browsers tell what a page's policy kept from happening. */
export const POLICY_REPORTS_PATH = "/csp-reports";
export const POLICY_REPORTS_GROUP = "csp";

/** A content security policy's directives for a nonce. */
export type PagePolicy = (nonce: string) => readonly string[];

export interface PagePolicySettings {
  /** False: browsers only tell what would be against it. */
  isEnforced: boolean;
}

/** The headers that give a page its policy. */
export function policyHeaders(
  directives: readonly string[],
  { isEnforced }: PagePolicySettings,
): Record<string, string> {
  const policy = [...directives, `report-uri ${POLICY_REPORTS_PATH}`, `report-to ${POLICY_REPORTS_GROUP}`].join("; ");
  return {
    [isEnforced ? "content-security-policy" : "content-security-policy-report-only"]: policy,
    "reporting-endpoints": `${POLICY_REPORTS_GROUP}="${POLICY_REPORTS_PATH}"`,
  };
}
