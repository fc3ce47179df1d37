/** Under this name an invitation's token waits while its bearer signs in, which may take a mail and another tab. */
const KEY = "pendingOrgInviteToken";

/**
 * The token of an invitation: out of the fragment, which is never sent or logged and from which it goes at once, or as it was
 * kept. It stays until the invitation is accepted or turned out not to work (C-BUG-20).
 */
export function takeInvitationToken(): string | null {
  const token = new URLSearchParams(location.hash.slice(1)).get("token");
  if (!token) return localStorage.getItem(KEY);
  history.replaceState(history.state, "", location.pathname + location.search);
  localStorage.setItem(KEY, token);
  return token;
}

/** Whether an invitation waits for its bearer. */
export const isInvitationKept = (): boolean => localStorage.getItem(KEY) !== null;

export const forgetInvitation = (): void => localStorage.removeItem(KEY);
