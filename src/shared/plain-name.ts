/** Neither control characters nor half a character: no column would keep them. */
const PLAIN_NAME = /^[^\p{Cc}\p{Cs}]{1,200}$/u;

/** Whether the text can be the name of something: one line of 1 to 200 characters. */
export const isPlainName = (text: string): boolean => PLAIN_NAME.test(text);
