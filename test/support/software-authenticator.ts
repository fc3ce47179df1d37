import { createHash, createSign, generateKeyPairSync, randomBytes } from "node:crypto";
import type { KeyObject } from "node:crypto";

import { isoCBOR } from "@simplewebauthn/server/helpers";

const sha256 = (bytes: Buffer | string): Buffer => createHash("sha256").update(bytes).digest();
const base64url = (bytes: Buffer | Uint8Array): string => Buffer.from(bytes).toString("base64url");

const USER_PRESENT = 0x01;
const USER_VERIFIED = 0x04;
const CREDENTIAL_INCLUDED = 0x40;

interface Answering {
  challenge: string;
  origin: string;
  rpId: string;
}

/** An authenticator as a program: it makes one passkey and answers as a browser with a finger on its sensor would. */
export class SoftwareAuthenticator {
  private readonly keys = generateKeyPairSync("ec", { namedCurve: "P-256" });
  readonly credentialId = randomBytes(32);
  /** Raised with each use; a test may turn it back. */
  counter = 0;
  /** Whether it asks for a finger. */
  verifiesUser = true;

  /** The answer to a challenge for a new passkey. */
  register({ challenge, origin, rpId }: Answering): Record<string, unknown> {
    const { x, y } = this.keys.publicKey.export({ format: "jwk" });
    const coseKey = new Map<number, number | Uint8Array>([
      [1, 2],
      [3, -7],
      [-1, 1],
      [-2, new Uint8Array(Buffer.from(x ?? "", "base64url"))],
      [-3, new Uint8Array(Buffer.from(y ?? "", "base64url"))],
    ]);
    const length = Buffer.alloc(2);
    length.writeUInt16BE(this.credentialId.length);
    const credential = Buffer.concat([Buffer.alloc(16), length, this.credentialId, isoCBOR.encode(coseKey)]);
    const attestationObject = isoCBOR.encode(
      new Map<string, unknown>([
        ["fmt", "none"],
        ["attStmt", new Map()],
        ["authData", new Uint8Array(Buffer.concat([this.head(rpId, CREDENTIAL_INCLUDED), credential]))],
      ]) as never,
    );
    return this.answer({
      clientDataJSON: clientData("webauthn.create", challenge, origin),
      attestationObject: base64url(attestationObject),
      transports: ["internal"],
    });
  }

  /** The answer to a challenge that asks for the passkey. */
  prove({ challenge, origin, rpId }: Answering): Record<string, unknown> {
    this.counter++;
    const head = this.head(rpId, 0);
    const clientDataJSON = clientData("webauthn.get", challenge, origin);
    const signed = Buffer.concat([head, sha256(Buffer.from(clientDataJSON, "base64url"))]);
    return this.answer({
      clientDataJSON,
      authenticatorData: base64url(head),
      signature: base64url(signature(this.keys.privateKey, signed)),
    });
  }

  private answer(response: Record<string, unknown>): Record<string, unknown> {
    const id = base64url(this.credentialId);
    return { id, rawId: id, type: "public-key", clientExtensionResults: {}, response };
  }

  private head(rpId: string, more: number): Buffer {
    const counter = Buffer.alloc(4);
    counter.writeUInt32BE(this.counter);
    const flags = USER_PRESENT | (this.verifiesUser ? USER_VERIFIED : 0) | more;
    return Buffer.concat([sha256(rpId), Buffer.of(flags), counter]);
  }
}

const signature = (key: KeyObject, signed: Buffer): Buffer => createSign("sha256").update(signed).sign(key);

const clientData = (type: string, challenge: string, origin: string): string =>
  base64url(Buffer.from(JSON.stringify({ type, challenge, origin, crossOrigin: false })));
