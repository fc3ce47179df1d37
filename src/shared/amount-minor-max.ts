/** The largest amount that a JSON integer carries exactly; larger ones are refused at every door. */
export const AMOUNT_MINOR_MAX = 9_007_199_254_740_991n;
