import type { AppError } from "../../../shared/errors.js";
import { fieldInvalid } from "../../../shared/errors.js";

export const PASSWORD_LENGTH_MIN = 10;
export const PASSWORD_LENGTH_MAX = 128;

/**
 * Throws unless the text can be a password: 10 to 128 characters, and not the person's own address. Which kinds of
 * characters it has is nobody's business: length and being unknown make it strong (NIST SP 800-63B).
 */
export function requirePasswordShape(password: string, email: string): void {
  const { length } = Array.from(password);
  if (length < PASSWORD_LENGTH_MIN || length > PASSWORD_LENGTH_MAX) {
    throw refused("password_length", `A password has ${PASSWORD_LENGTH_MIN} to ${PASSWORD_LENGTH_MAX} characters.`);
  }
  if (!password.isWellFormed()) throw refused("password_invalid", "This password has half a character in it.");
  const lower = password.toLowerCase();
  const [mailbox = ""] = email.split("@");
  if (lower === email || lower === mailbox) throw refused("password_guessable", "Your own address is no password.");
}

export const passwordBreached = (): AppError =>
  refused("password_breached", "This password stands in lists of stolen ones. Choose another.");

const refused = (code: string, message: string): AppError => fieldInvalid(code, "password", message);
