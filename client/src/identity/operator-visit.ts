/** Under this name a tab remembers whose organization an operator visits in it. */
const KEY = "operatorVisit";

/** From now on this tab is in a member's place at that organization. */
export const keepVisit = (organizationId: string): void => sessionStorage.setItem(KEY, organizationId);

/** The page of an organization in the operators' console, which is another home. */
export const addressInConsole = (organizationId: string): string =>
  `/operator/organizations/${encodeURIComponent(organizationId)}`;

/** Where in the console a visit of this tab leads back to, once it is over; null where there was none. */
export function wayBackFromVisit(): string | null {
  const organizationId = sessionStorage.getItem(KEY);
  return organizationId && `${addressInConsole(organizationId)}?visit=ended`;
}

export const forgetVisit = (): void => sessionStorage.removeItem(KEY);
