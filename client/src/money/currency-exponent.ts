/**
 * ISO 4217 minor-unit digits where they are not two. Intl's own digits follow everyday use (it shows HUF, IDR and IQD
 * without decimals), which would print such an amount a hundred or a thousand times too large.
 */
const EXPONENTS: Readonly<Record<string, number>> = {
  BHD: 3, IQD: 3, JOD: 3, KWD: 3, LYD: 3, OMR: 3, TND: 3,
  CLF: 4, UYW: 4,
  BIF: 0, CLP: 0, DJF: 0, GNF: 0, ISK: 0, JPY: 0, KMF: 0, KRW: 0, PYG: 0, RWF: 0, UGX: 0, UYI: 0, VND: 0, VUV: 0,
  XAF: 0, XOF: 0, XPF: 0,
}; // prettier-ignore

/** How many decimals the currency's minor unit stands for: KWD three, JPY none, most two. */
export function currencyExponent(currency: string): number {
  return EXPONENTS[currency] ?? 2;
}
