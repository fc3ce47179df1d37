import type { Caller } from "../services/identity/caller.js";
import { networkOf } from "../services/platform/network-of.js";
import type { Allowance, RateLimiter, RatePolicy } from "../services/platform/rate-limiter.js";
import { principalId } from "../shared/principal.js";
import { AppError } from "../shared/errors.js";

/** Points of the graph: one for each object of an answer. */
const GRAPH: RatePolicy = { name: "graph", capacity: 400_000, restorePerSecond: 20_000 };
/** For an address that shows no valid credential. */
const STRANGER: RatePolicy = { name: "stranger", capacity: 1000, restorePerSecond: 50 };
/** Requests with events or identities: an organization's busiest day stays far below. */
const INGEST: RatePolicy = { name: "ingest", capacity: 50_000, restorePerSecond: 10_000 };
/** Imports of files. */
const IMPORT: RatePolicy = { name: "import", capacity: 1000, restorePerSecond: 10 };
/** Whole reports: a tool that loads every one of them each minute stays below. */
const REPORT: RatePolicy = { name: "report", capacity: 200, restorePerSecond: 2 };
/** Flags asked for: a page of a busy shop asks for all of them at once. */
const FLAGS: RatePolicy = { name: "flags", capacity: 5000, restorePerSecond: 200 };

/** Images sent: each is unpacked and made anew. */
const IMAGE: RatePolicy = { name: "image", capacity: 30, restorePerSecond: 0.1 };

const POLICIES = { graph: GRAPH, ingest: INGEST, import: IMPORT, report: REPORT, flags: FLAGS, image: IMAGE } as const;

/** What one caller may still do at one door. */
export class Budget {
  constructor(
    private readonly limiter: RateLimiter,
    readonly policy: RatePolicy,
    private readonly subject: string,
  ) {}

  /** Whether it is an address's, not somebody's. */
  get isStrangers(): boolean {
    return this.policy === STRANGER;
  }

  /** Whether limits are counted at all. */
  get isEnforced(): boolean {
    return this.limiter.isOn;
  }

  /** Where its owner stands now. */
  get allowance(): Allowance {
    return this.limiter.allowance(this.policy, this.subject);
  }

  /** Takes so much, or throws RATE_LIMITED and when to come again. */
  spend(points: number): void {
    if (this.limiter.take(this.policy, this.subject, points)) return;
    throw this.exceeded(points);
  }

  /** Throws unless something is left. */
  requireSome(): void {
    if (this.isEnforced && this.allowance.available < 1) throw this.exceeded(1);
  }

  /** Gives back what was not needed. */
  refund(points: number): void {
    this.limiter.refund(this.policy, this.subject, points);
  }

  private exceeded(points: number): AppError {
    const retryAfterSeconds = this.limiter.waitSeconds(this.policy, this.subject, points);
    return new AppError("rateLimited", `Too much at once. Try again in ${retryAfterSeconds} s.`, { retryAfterSeconds });
  }
}

/** Whose allowance a request counts against: each membership, partner and key has its own, strangers one for each address. */
export class RateLimits {
  constructor(private readonly limiter: RateLimiter) {}

  /** What the caller may still do at the door. */
  budgetOf(caller: Caller, door: keyof typeof POLICIES): Budget {
    const { authenticated, signedIn, origin } = caller;
    if (!authenticated && signedIn) return new Budget(this.limiter, POLICIES[door], `user ${signedIn.userId}`);
    const operator = caller.operatorOrNone?.principal;
    if (operator) return new Budget(this.limiter, POLICIES[door], `operator ${principalId(operator)}`);
    if (!authenticated) return this.strangersBudget(origin.ip ?? "");
    const subject = `${authenticated.organizationId} ${principalId(authenticated.principal)}`;
    return new Budget(this.limiter, POLICIES[door], subject);
  }

  /** For who has shown no valid credential: also whoever tries one after the other. */
  strangersBudget(address: string): Budget {
    return new Budget(this.limiter, STRANGER, networkOf(address));
  }
}

/** Where the caller stands, in the words of the IETF's draft and in those that came before. */
export function rateLimitHeaders({ allowance, isEnforced }: Budget): Record<string, string> {
  if (!isEnforced) return {};
  const { policy, available, fullInSeconds } = allowance;
  const windowSeconds = Math.ceil(policy.capacity / policy.restorePerSecond);
  return {
    ratelimit: `"${policy.name}";r=${available};t=${fullInSeconds}`,
    "ratelimit-policy": `"${policy.name}";q=${policy.capacity};w=${windowSeconds}`,
    "x-ratelimit-limit": String(policy.capacity),
    "x-ratelimit-remaining": String(available),
    "x-ratelimit-reset": String(Math.ceil(Date.now() / 1000) + fullInSeconds),
  };
}
