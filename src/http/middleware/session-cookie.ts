const NAME = "tributary_session";
const DAY_SECONDS = 86_400;

/**
 * The browser's session. Behind https it has the `__Host-` name, which no subdomain can set. It is cleared with the very
 * attributes that it was set with, or browsers would keep it.
 */
export class SessionCookie {
  private readonly name: string;

  private readonly pattern: RegExp;

  /**
   * @param isSecure - whether browsers come by https.
   * @param name - of another session than an organization's: neither is ever taken for the other.
   */
  constructor(
    private readonly isSecure: boolean,
    name = NAME,
  ) {
    this.name = isSecure ? `__Host-${name}` : name;
    this.pattern = new RegExp(`(?:^|;\\s*)${this.name}=([^;\\s]+)`);
  }

  /** The session token that a Cookie header carries. */
  read(header: string | undefined): string | undefined {
    return header === undefined ? undefined : this.pattern.exec(header)?.[1];
  }

  /** The Set-Cookie header that begins a session. Tokens are of base64url: nothing in them needs escaping. */
  begin(token: string, days: number): string {
    return this.written(token, days * DAY_SECONDS);
  }

  /** The Set-Cookie header that ends it. */
  end(): string {
    return this.written("", 0);
  }

  private written(value: string, maxAgeSeconds: number): string {
    const attributes = `Max-Age=${maxAgeSeconds}; Path=/; HttpOnly; SameSite=Lax${this.isSecure ? "; Secure" : ""}`;
    return `${this.name}=${value}; ${attributes}`;
  }
}
