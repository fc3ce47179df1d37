import type { Server } from "node:http";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";

import type { CryptoKey, JWK, JWTPayload } from "jose";
import { SignJWT, exportJWK, generateKeyPair } from "jose";

export interface ProviderKey {
  alg: string;
  kid: string;
  privateKey: CryptoKey;
  publicKey: CryptoKey;
  jwk: JWK;
}

async function keyFor(alg: string): Promise<ProviderKey> {
  const { privateKey, publicKey } = await generateKeyPair(alg, { extractable: true });
  const kid = `key-${alg}`;
  return { alg, kid, privateKey, publicKey, jwk: { ...(await exportJWK(publicKey)), alg, kid, use: "sig" } };
}

/** An identity provider on a real port: discovery, keys, and tokens that say what a test wants. */
export class IdentityProvider {
  /** How often each address was asked for. */
  readonly asked = new Map<string, number>();
  /** Answers in the place of its own. */
  answers = new Map<string, { status?: number; body: string }>();

  private constructor(
    private readonly server: Server,
    readonly keys: ProviderKey[],
    readonly path: string,
  ) {}

  /** @param path - after the origin: one server of a provider has an issuer for each of its clients. */
  static async start(path = "/application/o/tributary-operator/"): Promise<IdentityProvider> {
    const keys = await Promise.all(["RS256", "ES256", "EdDSA"].map(keyFor));
    const server = createServer((request, response) => {
      const url = request.url ?? "";
      provider.asked.set(url, (provider.asked.get(url) ?? 0) + 1);
      const { status = 200, body } = provider.answers.get(url) ?? provider.own(url);
      response.writeHead(status, { "content-type": "application/json" }).end(body);
    });
    const provider = new IdentityProvider(server, keys, path);
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
    return provider;
  }

  get origin(): string {
    return `http://127.0.0.1:${(this.server.address() as AddressInfo).port}`;
  }

  get issuer(): string {
    return `${this.origin}${this.path}`;
  }

  get keysPath(): string {
    return `${this.path}jwks/`;
  }

  private own(url: string): { status?: number; body: string } {
    if (url === `${this.path}.well-known/openid-configuration`) {
      return { body: JSON.stringify({ issuer: this.issuer, jwks_uri: `${this.origin}${this.keysPath}` }) };
    }
    if (url === this.keysPath) return { body: JSON.stringify({ keys: this.keys.map(({ jwk }) => jwk) }) };
    return { status: 404, body: "{}" };
  }

  /** A token as it gives to one of its clients, now; what is given wins. */
  token(
    claims: JWTPayload & { email?: unknown },
    { alg = "RS256", header = {} }: { alg?: string; header?: object } = {},
  ): Promise<string> {
    const key = this.keys.find((one) => one.alg === alg);
    if (!key) throw new Error(`no key for ${alg}`);
    const now = Math.floor(Date.now() / 1000);
    return new SignJWT({
      iss: this.issuer,
      aud: "tributary-operator",
      sub: "subject-1",
      email_verified: true,
      iat: now,
      exp: now + 300,
      ...claims,
    })
      .setProtectedHeader({ alg, kid: key.kid, ...header })
      .sign(key.privateKey);
  }

  stop(): Promise<void> {
    return new Promise((resolve) => {
      this.server.close(() => resolve());
      this.server.closeAllConnections();
    });
  }
}
