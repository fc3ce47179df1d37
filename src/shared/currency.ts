import currencies from "currency-codes";

/** Codes of ISO 4217 that are not money: metals, funds, bond units, the test code and "no currency". */
const NOT_MONEY = new Set(["XAG", "XAU", "XBA", "XBB", "XBC", "XBD", "XDR", "XPD", "XPT", "XSU", "XTS", "XUA", "XXX"]);

const MONEY: ReadonlySet<string> = new Set(currencies.codes().filter((code) => !NOT_MONEY.has(code)));

/** Whether the text is the code of a currency in which something can be paid. */
export const isCurrency = (code: string): boolean => MONEY.has(code);
