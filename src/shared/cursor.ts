import { createCipheriv, createDecipheriv, createHmac } from "node:crypto";
import { derivedKey } from "./derived-key.js";
import { AppError } from "./errors.js";

const VERSION = 1;
const NONCE_BYTES = 12;
const TAG_BYTES = 16;
const HEADER_BYTES = 1 + NONCE_BYTES;
/** Longer texts are refused unread. */
const CURSOR_LENGTH_MAX = 1024;

/** For whom and for what a cursor was made; opened under any other binding it is invalid. */
export interface CursorBinding {
  /** What it points into, such as `earnings` or `commissions`. */
  purpose: string;
  organizationId: string;
  /** The member, partner or key that got it; or an audience, where whoever is of it may go on from there. */
  principalId: string;
}

/**
 * Cursors that tell their holder nothing and cannot be made up, passed on or used elsewhere: AES-256-GCM, the binding
 * authenticated with them. The nonce is a keyed hash of binding and value, so equal places give equal cursors and an
 * answer that is asked twice has the same bytes; two different values share a nonce only by a 96-bit collision.
 */
export class CursorCodec {
  private readonly cipherKey: Buffer;
  private readonly nonceKey: Buffer;

  constructor(secretKey: Buffer) {
    this.cipherKey = derivedKey(secretKey, "cursor-cipher");
    this.nonceKey = derivedKey(secretKey, "cursor-nonce");
  }

  /** Encrypts a short value, such as a journal position or the sort key of a row, as base64url. */
  seal(binding: CursorBinding, value: string): string {
    const plain = Buffer.from(value, "utf8");
    const bound = boundBytes(binding);
    const nonce = createHmac("sha256", this.nonceKey).update(bound).update(plain).digest().subarray(0, NONCE_BYTES);
    const cipher = createCipheriv("aes-256-gcm", this.cipherKey, nonce).setAAD(bound);
    const sealed = [Buffer.of(VERSION), nonce, cipher.update(plain), cipher.final(), cipher.getAuthTag()];
    return Buffer.concat(sealed).toString("base64url");
  }

  /** The sealed value. Throws `cursor_invalid` for what this installation did not make for this binding. */
  open(binding: CursorBinding, cursor: string): string {
    if (cursor.length > CURSOR_LENGTH_MAX) throw cursorInvalid();
    const bytes = Buffer.from(cursor, "base64url");
    // Node skips characters that are not base64url: only the one spelling that we make is taken.
    if (bytes.length < HEADER_BYTES + TAG_BYTES || bytes[0] !== VERSION || bytes.toString("base64url") !== cursor) {
      throw cursorInvalid();
    }
    const tagAt = bytes.length - TAG_BYTES;
    const decipher = createDecipheriv("aes-256-gcm", this.cipherKey, bytes.subarray(1, HEADER_BYTES), {
      authTagLength: TAG_BYTES,
    });
    decipher.setAAD(boundBytes(binding)).setAuthTag(bytes.subarray(tagAt));
    try {
      return Buffer.concat([decipher.update(bytes.subarray(HEADER_BYTES, tagAt)), decipher.final()]).toString("utf8");
    } catch {
      throw cursorInvalid();
    }
  }
}

/** JSON keeps the three parts apart, whatever characters they hold. */
const boundBytes = (binding: CursorBinding): Buffer =>
  Buffer.from(JSON.stringify([binding.purpose, binding.organizationId, binding.principalId]), "utf8");

/** What every cursor that cannot be used is answered with; it does not say why, since only a stranger would learn. */
export const cursorInvalid = (): AppError =>
  new AppError("badRequest", "This cursor is not valid here. Start again without one.", { code: "cursor_invalid" });
