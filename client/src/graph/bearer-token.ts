const STORED_AS = "tributary.bearer";

/**
 * A session token given by hand, kept for this tab only. The usual credential is the HttpOnly cookie, which no script sees;
 * this is the way in where no cookie can be had: recovery, automation, a server without mail.
 */
export const bearerToken = {
  read(): string | null {
    return sessionStorage.getItem(STORED_AS);
  },
  keep(token: string): void {
    sessionStorage.setItem(STORED_AS, token);
  },
  drop(): void {
    sessionStorage.removeItem(STORED_AS);
  },
  /** The header's value, or nothing when the cookie speaks for us. */
  authorization(): string | undefined {
    const token = this.read();
    return token ? `Bearer ${token}` : undefined;
  },
};
