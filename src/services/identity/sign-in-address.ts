import { organizationPath } from "../../shared/organization-path.js";

/** The page on which a sign-in link's token is used. It stands in the fragment, which no server logs and no referrer tells. */
export function signInAddress(publicUrl: string, tenancy: "single" | "multi", slug: string, token: string): string {
  return `${publicUrl}${organizationPath(tenancy, slug)}/sign-in#token=${token}`;
}

/** The same page for a person: their session begins in one of their organizations, whichever address it was asked at. */
export const signInAddressOfPerson = (publicUrl: string, token: string): string =>
  `${publicUrl}/sign-in#token=${token}`;
