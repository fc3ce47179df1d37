import type { JWTVerifyGetKey } from "jose";
import { createLocalJWKSet, createRemoteJWKSet, customFetch } from "jose";
import { z } from "zod";

import { AppError } from "../../../shared/errors.js";
import type { InstallationIssuer } from "./installation-issuer.js";

const ANSWER_BYTES_MAX = 262_144;
const TIMEOUT_MS = 5000;
const KEYS_KEPT_MS = 600_000;
/** How soon a key that is not known makes us ask again. */
const COOLDOWN_MS = 30_000;
const DISCOVERED_KEPT_MS = 3_600_000;
/** How long an issuer that did not answer is left alone. */
const FAILURE_KEPT_MS = 10_000;

const discovery = z.object({ issuer: z.string(), jwks_uri: z.url({ protocol: /^https?$/ }) });

interface Discovered {
  keys: Promise<JWTVerifyGetKey>;
  untilMs: number;
}

/** An issuer that does not answer, or answers nonsense: nobody's token is at fault. */
export class IssuerUnavailable extends AppError {
  constructor(issuer: string, cause: unknown) {
    super("unavailable", `The identity provider ${issuer} does not answer.`, { retryAfterSeconds: 10, cause });
  }
}

/** Whose tokens are believed, and the keys that check them. What no setting names is nobody. */
export class TrustedIssuers {
  private readonly discovered = new Map<string, Discovered>();

  /**
   * @param names - the issuers, exactly as their tokens spell them.
   * @param own - believed where there is no other.
   */
  constructor(
    private readonly names: readonly string[],
    private readonly own: InstallationIssuer,
    private readonly now: () => number = () => performance.now(),
  ) {}

  /** Whether the installation vouches for its operators itself. */
  get isOwn(): boolean {
    return this.names.length === 0;
  }

  /** What finds the key of a token; undefined for an issuer that is not trusted. Throws IssuerUnavailable. */
  async keysOf(issuer: string): Promise<JWTVerifyGetKey | undefined> {
    if (this.isOwn) return issuer === this.own.name ? createLocalJWKSet(this.own.keys) : undefined;
    if (!this.names.includes(issuer)) return undefined;
    const known = this.discovered.get(issuer);
    if (known && this.now() < known.untilMs) return known.keys;
    const asked: Discovered = { keys: discover(issuer), untilMs: this.now() + DISCOVERED_KEPT_MS };
    asked.keys.catch(() => {
      asked.untilMs = this.now() + FAILURE_KEPT_MS;
    });
    this.discovered.set(issuer, asked);
    return asked.keys;
  }
}

/** Where an issuer keeps its keys, as OpenID Connect Discovery has it. */
async function discover(issuer: string): Promise<JWTVerifyGetKey> {
  try {
    const answer = await boundedFetch(`${issuer.replace(/\/$/, "")}/.well-known/openid-configuration`, {
      signal: AbortSignal.timeout(TIMEOUT_MS),
    });
    if (!answer.ok) throw new Error(`discovery was answered ${answer.status}`);
    const { issuer: named, jwks_uri: address } = discovery.parse(await answer.json());
    if (named !== issuer) throw new Error(`it calls itself ${named}`);
    if (issuer.startsWith("https:") && !address.startsWith("https:")) throw new Error("its keys come without https");
    const keys = createRemoteJWKSet(new URL(address), {
      timeoutDuration: TIMEOUT_MS,
      cooldownDuration: COOLDOWN_MS,
      cacheMaxAge: KEYS_KEPT_MS,
      [customFetch]: (url, options) => boundedFetch(url, options).catch(unavailable(issuer)),
    });
    return keys;
  } catch (error) {
    throw new IssuerUnavailable(issuer, error);
  }
}

function unavailable(issuer: string): (error: unknown) => never {
  return (error) => {
    throw new IssuerUnavailable(issuer, error);
  };
}

/** Follows nowhere, and reads no more than a key set can have. */
async function boundedFetch(url: string, options: RequestInit): Promise<Response> {
  const answer = await fetch(url, { ...options, redirect: "error" });
  const parts: Uint8Array[] = [];
  let bytes = 0;
  for await (const part of answer.body ?? []) {
    bytes += (part as Uint8Array).length;
    if (bytes > ANSWER_BYTES_MAX) throw new Error(`an answer has more than ${ANSWER_BYTES_MAX} bytes`);
    parts.push(part as Uint8Array);
  }
  return new Response(Buffer.concat(parts), { status: answer.status, headers: answer.headers });
}
