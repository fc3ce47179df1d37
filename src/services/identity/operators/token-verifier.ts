import { createHash } from "node:crypto";

import { decodeJwt, errors, jwtVerify } from "jose";

import type { Clock } from "../../../shared/clock.js";
import { AppError } from "../../../shared/errors.js";
import type { TrustedIssuers } from "./trusted-issuers.js";
import { IssuerUnavailable } from "./trusted-issuers.js";

/** Longer ones are nobody's. */
const TOKEN_LENGTH_MAX = 8192;
const CLOCKS_DIFFER_SECONDS = 5;
/** Asymmetric only: a public key must never pass for a shared secret. */
const ALGORITHMS = "RS256 RS384 RS512 PS256 PS384 PS512 ES256 ES384 ES512 EdDSA Ed25519".split(" ");

/** What a token says that was verified. */
export interface VerifiedToken {
  audiences: readonly string[];
  /** In lower case; absent unless the issuer says that it was verified. */
  email: string | undefined;
  /** Names this token and no other, by 32 bytes. */
  digest: Buffer;
}

/**
 * Verifies tokens of identity providers: signature, issuer, audience and time, each by itself. The issuer must be one of
 * ours whatever the audience says (B-BUG-04).
 */
export class TokenVerifier {
  /** @param audiences - of all clients whose tokens come here; one of them is enough. */
  constructor(
    private readonly issuers: TrustedIssuers,
    private readonly audiences: readonly string[],
    private readonly clock: Clock,
  ) {}

  /** Throws UNAUTHENTICATED for a token that is not good, without saying why; UNAVAILABLE where the issuer does not answer. */
  async verify(token: string): Promise<VerifiedToken> {
    const issuer = issuerOf(token);
    const keys = issuer === undefined ? undefined : await this.issuers.keysOf(issuer);
    if (issuer === undefined || !keys) throw refused();
    try {
      const { payload } = await jwtVerify(token, keys, {
        issuer,
        audience: [...this.audiences],
        algorithms: ALGORITHMS,
        clockTolerance: CLOCKS_DIFFER_SECONDS,
        requiredClaims: ["exp", "sub"],
        currentDate: this.clock.now(),
      });
      const { aud = [], email, email_verified: isVerified } = payload;
      return {
        audiences: typeof aud === "string" ? [aud] : aud,
        email: typeof email === "string" && isVerified === true ? email.trim().toLowerCase() : undefined,
        digest: createHash("sha256").update(token).digest(),
      };
    } catch (error) {
      if (error instanceof IssuerUnavailable) throw error;
      if (error instanceof errors.JWKSTimeout || error instanceof errors.JWKSInvalid) {
        throw new IssuerUnavailable(issuer, error);
      }
      throw refused(error);
    }
  }
}

const refused = (cause?: unknown): AppError => new AppError("unauthenticated", "This token is not valid.", { cause });

/** What a token says of its issuer, not believed yet. */
function issuerOf(token: string): string | undefined {
  if (token.length > TOKEN_LENGTH_MAX) return undefined;
  try {
    const { iss } = decodeJwt(token);
    return typeof iss === "string" ? iss : undefined;
  } catch {
    return undefined;
  }
}
