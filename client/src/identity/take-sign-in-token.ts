/**
 * The one-time token of a sign-in link stands in the fragment, which is never sent or logged. It is taken out of the address
 * at once, so that neither the history nor a shared screen keeps it.
 */
export function takeSignInToken(): string | null {
  const token = new URLSearchParams(location.hash.slice(1)).get("token");
  if (token) history.replaceState(history.state, "", location.pathname + location.search);
  return token;
}
