/** Five letters, of which the fourth says what the holder is, four digits and a letter. */
const PAN = /^[A-Z]{3}[ABCEFGHJKLPT][A-Z][0-9]{4}[A-Z]$/;
/** A state, the holder's PAN, their how-manieth registration, Z, and a check character. */
const GST = /^(?:0[1-9]|[12][0-9]|3[0-8]|97|99)([A-Z]{5}[0-9]{4}[A-Z])[1-9A-Z]Z[0-9A-Z]$/;
const MSME = /^UDYAM-[A-Z]{2}-[0-9]{2}-[0-9]{7}$/;
const DIGITS = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ";

/** An Indian permanent account number, in capitals. */
export const isPanNumber = (text: string): boolean => PAN.test(text);

/** An Indian registration of a micro, small or medium enterprise, in capitals. */
export const isMsmeNumber = (text: string): boolean => MSME.test(text);

/** An Indian goods and services tax number, in capitals, with its PAN and its check character right. */
export function isGstNumber(text: string): boolean {
  const [, pan] = GST.exec(text) ?? [];
  return pan !== undefined && isPanNumber(pan) && checkCharacter(text.slice(0, -1)) === text.at(-1);
}

/** The PAN inside a GST number. */
export const panOfGst = (gst: string): string => gst.slice(2, 12);

/** Luhn's check in base 36. */
function checkCharacter(text: string): string | undefined {
  const base = DIGITS.length;
  const sum = Array.from(text).reduce((total, character, place) => {
    const product = DIGITS.indexOf(character) * (place % 2 === 0 ? 1 : 2);
    return total + Math.floor(product / base) + (product % base);
  }, 0);
  return DIGITS[(base - (sum % base)) % base];
}
