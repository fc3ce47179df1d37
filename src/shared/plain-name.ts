import { fieldInvalid } from "./errors.js";

/** Neither control characters nor half a character: no column would keep them. */
const PLAIN_NAME = /^[^\p{Cc}\p{Cs}]{1,200}$/u;

/** Whether the text can be the name of something: one line of 1 to 200 characters. */
export const isPlainName = (text: string): boolean => PLAIN_NAME.test(text);

/** The name without what stands around it. Throws `name_invalid` for what can be none. */
export function plainNameOf(text: string, field = "name"): string {
  const name = text.trim();
  if (isPlainName(name)) return name;
  throw fieldInvalid("name_invalid", field, "A name has 1 to 200 characters, all on one line.");
}
