/** Every currency that the browser knows; the graph knows which of them are for paying. */
export const CURRENCIES: string[] = Intl.supportedValuesOf("currency");
