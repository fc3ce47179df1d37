import { createHash, randomBytes } from "node:crypto";

const PREFIXES = {
  session: "trb_s_",
  key: "trb_k_",
  signIn: "trb_i_",
  secondStep: "trb_h_",
  operator: "trb_o_",
  invitation: "trb_v_",
  impersonation: "trb_m_",
} as const;

export type TokenKind = keyof typeof PREFIXES;

const SECRET_BYTES = 32;
const SECRET_LENGTH = 43;
/** How much of a key is kept readable, so that people can tell their keys apart. */
const SHOWN_LENGTH = 12;

export interface NewToken {
  /** Shown once, never stored. */
  token: string;
  hash: Buffer;
  /** The recognisable beginning. */
  prefix: string;
}

export function newToken(kind: TokenKind): NewToken {
  const token = PREFIXES[kind] + randomBytes(SECRET_BYTES).toString("base64url");
  return { token, hash: tokenHash(token), prefix: token.slice(0, SHOWN_LENGTH) };
}

/** Tokens are 256 random bits, so a plain hash is enough: there is nothing to guess. */
export const tokenHash = (token: string): Buffer => createHash("sha256").update(token).digest();

/** What kind of token a text can be, by its form alone; undefined when it is none of ours. */
export function tokenKind(text: string): TokenKind | undefined {
  for (const [kind, prefix] of Object.entries(PREFIXES) as [TokenKind, string][]) {
    const secret = text.slice(prefix.length);
    if (text.startsWith(prefix) && secret.length === SECRET_LENGTH && /^[\w-]+$/.test(secret)) return kind;
  }
  return undefined;
}
