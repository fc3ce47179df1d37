import type { KeyObject } from "node:crypto";
import { createHash, createPrivateKey, createPublicKey } from "node:crypto";

import type { JSONWebKeySet, JWK } from "jose";
import { SignJWT } from "jose";

import { derivedKey } from "../../../shared/derived-key.js";
import { assert } from "../../../shared/errors.js";
import { newId } from "../../../shared/ids.js";

const MINUTE_MS = 60_000;
/** Long enough to open a link that was just printed. */
export const OWN_TOKEN_MINUTES = 10;
const KID_LENGTH = 22;
/** An Ed25519 private key in PKCS #8 (RFC 8410) is this and its 32 bytes. */
const PKCS8_BEFORE_SEED = Buffer.from("302e020100300506032b657004220420", "hex");

/** Whom a token is for. */
export interface TokenSubject {
  userId: string;
  email: string;
}

/**
 * The installation as its own identity provider, for who has none: whoever may read its secret key may vouch for an
 * operator. The Ed25519 key is derived from the secret key and stored nowhere.
 */
export class InstallationIssuer {
  /** As tokens name it; every installation has another. */
  readonly name: string;
  /** What its signatures are checked with, for everybody to see. */
  readonly keys: JSONWebKeySet;
  private readonly privateKey: KeyObject;
  private readonly kid: string;

  constructor(secretKey: Buffer) {
    const seed = derivedKey(secretKey, "operator-token");
    this.privateKey = createPrivateKey({
      key: Buffer.concat([PKCS8_BEFORE_SEED, seed]),
      format: "der",
      type: "pkcs8",
    });
    const { kty, crv, x } = createPublicKey(this.privateKey).export({ format: "jwk" });
    assert(kty !== undefined && crv !== undefined && x !== undefined, "a public key of Ed25519 has its point");
    this.kid = createHash("sha256").update(x).digest("base64url").slice(0, KID_LENGTH);
    this.name = `urn:tributary:installation:${this.kid}`;
    const jwk: JWK = { kty, crv, x, kid: this.kid, alg: "EdDSA", use: "sig" };
    this.keys = { keys: [jwk] };
  }

  /** A token for one audience that serves for ten minutes, if nothing else is said. */
  mint({ userId, email }: TokenSubject, audience: string, now: Date, minutes = OWN_TOKEN_MINUTES): Promise<string> {
    const issuedAt = Math.floor(now.getTime() / 1000);
    return new SignJWT({ email, email_verified: true })
      .setProtectedHeader({ alg: "EdDSA", typ: "JWT", kid: this.kid })
      .setIssuer(this.name)
      .setAudience(audience)
      .setSubject(userId)
      .setJti(newId())
      .setIssuedAt(issuedAt)
      .setNotBefore(issuedAt)
      .setExpirationTime(issuedAt + (minutes * MINUTE_MS) / 1000)
      .sign(this.privateKey);
  }
}
