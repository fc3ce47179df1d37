import { createCipheriv, createDecipheriv, randomBytes } from "node:crypto";

import { derivedKey } from "./derived-key.js";

const CIPHER = "aes-256-gcm";
const IV_BYTES = 12;
const TAG_BYTES = 16;

/**
 * Seals what must be read again, such as a mail server's password: AES-256-GCM under a key of its own purpose. A sealed
 * text is a 12-byte IV, a 16-byte tag and the ciphertext, and differs each time.
 */
export class SealedBox {
  private readonly key: Buffer;

  /** @param purpose - of `derivedKey`: what one box has sealed no other one opens. */
  constructor(secretKey: Buffer, purpose: string) {
    this.key = derivedKey(secretKey, purpose);
  }

  /** @param boundTo - what the text belongs to, such as its row's id: moved elsewhere it does not open. */
  seal(text: string, boundTo: string): Buffer {
    const iv = randomBytes(IV_BYTES);
    const cipher = createCipheriv(CIPHER, this.key, iv, { authTagLength: TAG_BYTES });
    cipher.setAAD(Buffer.from(boundTo, "utf8"));
    const ciphertext = Buffer.concat([cipher.update(text, "utf8"), cipher.final()]);
    return Buffer.concat([iv, cipher.getAuthTag(), ciphertext]);
  }

  /** Undefined for what this box has not sealed: another key's, another row's, or changed since. */
  open(sealed: Buffer, boundTo: string): string | undefined {
    if (sealed.length < IV_BYTES + TAG_BYTES) return undefined;
    const decipher = createDecipheriv(CIPHER, this.key, sealed.subarray(0, IV_BYTES), { authTagLength: TAG_BYTES });
    decipher.setAAD(Buffer.from(boundTo, "utf8"));
    decipher.setAuthTag(sealed.subarray(IV_BYTES, IV_BYTES + TAG_BYTES));
    try {
      return decipher.update(sealed.subarray(IV_BYTES + TAG_BYTES), undefined, "utf8") + decipher.final("utf8");
    } catch {
      return undefined;
    }
  }
}
