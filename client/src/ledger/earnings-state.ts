import type { GraphMoney } from "../money/format-money.js";
import type { EarningsChange, EarningsFrame, EarningsSnapshot } from "./earnings-frame.js";

/** One balance as shown, with the version that says how new it is. */
interface ShownBalance {
  amountMinor: bigint;
  version: bigint;
}

/** What a partner has in one currency: `held` until its hold ends, then `payable`. */
export interface CurrencyEarnings {
  currency: string;
  held: ShownBalance;
  payable: ShownBalance;
}

/** One line of the feed. */
export interface EarningsNews {
  /** The same news has the same key, whichever way it arrived. */
  key: string;
  kind: EarningsChange;
  at: string;
  amountMinor: bigint;
  currency: string;
  commissionId: string | null;
  programName: string | null;
  eventType: string | null;
}

export interface EarningsState {
  currencies: readonly CurrencyEarnings[];
  /** Newest first, at most `NEWS_MAX`. */
  news: readonly EarningsNews[];
}

const NEWS_MAX = 30;

/** Begins from, or catches up with, the balances that a query returned. A balance never goes back to an older version. */
export function withSnapshot(state: EarningsState | null, snapshot: EarningsSnapshot): EarningsState {
  let currencies = state?.currencies ?? [];
  for (const account of snapshot.accounts) {
    currencies = withBalance(
      currencies,
      account.currency,
      "HELD",
      balance(account.held.amountMinor, account.heldVersion),
    );
    currencies = withBalance(
      currencies,
      account.currency,
      "PAYABLE",
      balance(account.payable.amountMinor, account.payableVersion),
    );
  }
  return { currencies, news: state?.news ?? [] };
}

/**
 * Shows one frame. Frames say what the balance is, not what to add, so a repeated or an older one changes nothing; its news
 * is told once.
 */
export function withFrame(state: EarningsState, frame: EarningsFrame): EarningsState {
  let currencies = state.currencies;
  for (const { kind, version, balanceAfter } of frame.accounts) {
    currencies = withBalance(currencies, balanceAfter.currency, kind, balance(balanceAfter.amountMinor, version));
  }
  return withNews({ currencies, news: state.news }, [newsOf(frame)]);
}

/** Adds lines to the feed, the newest first, each once. */
export function withNews(state: EarningsState, news: readonly EarningsNews[]): EarningsState {
  const known = new Set(state.news.map(({ key }) => key));
  const fresh = news.filter(({ key }) => !known.has(key));
  if (fresh.length === 0) return state;
  const all = [...fresh, ...state.news].sort((a, b) => Date.parse(b.at) - Date.parse(a.at));
  return { currencies: state.currencies, news: all.slice(0, NEWS_MAX) };
}

/** Held and payable together. */
export function totalMinor({ held, payable }: CurrencyEarnings): bigint {
  return held.amountMinor + payable.amountMinor;
}

/** How a step of a commission is told apart from every other: a commission accrues once, but may be adjusted often. */
export function newsKey(kind: EarningsChange, commissionId: string, versions: readonly string[] = []): string {
  return kind === "ADJUSTED" ? [kind, commissionId, ...versions].join(" ") : `${kind} ${commissionId}`;
}

function newsOf(frame: EarningsFrame): EarningsNews {
  const versions = frame.accounts.map(({ kind, version }) => `${kind}${version}`);
  const amountMinor = BigInt(frame.amount.amountMinor);
  const takesAway = frame.kind === "REVERSED" || frame.kind === "REJECTED";
  return {
    key: frame.commission ? newsKey(frame.kind, frame.commission.id, versions) : [frame.kind, ...versions].join(" "),
    kind: frame.kind,
    at: frame.at,
    amountMinor: takesAway && amountMinor > 0n ? -amountMinor : amountMinor,
    currency: frame.amount.currency,
    commissionId: frame.commission?.id ?? null,
    programName: frame.commission?.program.name ?? null,
    eventType: frame.commission?.event.type ?? null,
  };
}

function balance(amountMinor: GraphMoney["amountMinor"], version: string): ShownBalance {
  return { amountMinor: BigInt(amountMinor), version: BigInt(version) };
}

function withBalance(
  currencies: readonly CurrencyEarnings[],
  currency: string,
  kind: "HELD" | "PAYABLE",
  next: ShownBalance,
): readonly CurrencyEarnings[] {
  const shown = currencies.find((entry) => entry.currency === currency);
  const none = { amountMinor: 0n, version: -1n };
  const earnings = shown ?? { currency, held: none, payable: none };
  const part = kind === "HELD" ? "held" : "payable";
  if (next.version <= earnings[part].version) return currencies;
  const changed = { ...earnings, [part]: next };
  return shown ? currencies.map((entry) => (entry === shown ? changed : entry)) : [...currencies, changed];
}
