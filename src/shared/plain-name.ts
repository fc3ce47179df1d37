import { fieldInvalid } from "./errors.js";

/** Neither control characters nor half a character: no column would keep them. Nor what ends a line. */
const PLAIN_NAME = /^[^\p{Cc}\p{Cs}\p{Zl}\p{Zp}]{1,200}$/u;
/** What can be seen: a name without any of it is an empty place in every list, and nobody in a mail. */
const VISIBLE = /[^\p{Cf}\p{Z}\p{Default_Ignorable_Code_Point}\u2800]/u;

/** Whether the text can be the name of something: one line of 1 to 200 characters, of which one at least can be seen. */
export const isPlainName = (text: string): boolean => PLAIN_NAME.test(text) && VISIBLE.test(text);

/** The name without what stands around it. Throws `name_invalid` for what can be none. */
export function plainNameOf(text: string, field = "name"): string {
  const name = text.trim();
  if (isPlainName(name)) return name;
  throw fieldInvalid("name_invalid", field, "A name has 1 to 200 characters, all on one line.");
}
