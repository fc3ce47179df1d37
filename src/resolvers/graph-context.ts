import type { JournalReadService } from "../services/audit/journal-read.service.js";
import type { Caller } from "../services/identity/caller.js";
import type { EarningsFeedService } from "../services/ledger/earnings-feed.service.js";
import type { ClickTotalsFeedService } from "../services/partners/click-totals-feed.service.js";
import type { CommissionFeedService } from "../services/partners/commission-feed.service.js";
import { Read } from "../schema/read/read.js";
import type { Reader, ReadMode } from "../schema/read/reader.js";
import { assert } from "../shared/errors.js";
import type { OperatorContext } from "../shared/operator-context.js";
import type { Origin, TenantContext } from "../shared/tenant-context.js";
import type { UserContext } from "../shared/user-context.js";
import { Loaders } from "./loaders.js";

/** What an operation may do to the answer that carries it. */
export interface AnswerControls {
  /** Absent on sockets: they have no answer that could carry a cookie. */
  beginSession?(token: string): void;
  endSession?(): void;
}

/** Where bugs go with everything that is known of them: pino's log, or a request's. */
export interface FailureLog {
  error(details: object, message: string): void;
}

/** What subscriptions listen to. Their `subscribe` is no method of a resolver and cannot reach its services. */
export interface Feeds {
  earnings: EarningsFeedService;
  commissions: CommissionFeedService;
  journal: JournalReadService;
  clicks: ClickTotalsFeedService;
}

/** What an asker may still ask. */
export interface Standing {
  isEnforced: boolean;
  maximumAvailable: number;
  currentlyAvailable: number;
  restoreRate: number;
  maximumQueryCost: number;
}

/** What an operation costs its asker. Kept beside the context: Apollo clones that. */
export interface Spending {
  standing(): Standing;
}

interface GraphContextParts {
  caller: Caller;
  requestId: string;
  log: FailureLog;
  answer: AnswerControls;
  feeds: Feeds;
  /** Absent for frames, which nobody pays for. */
  spending?: Spending;
  /** How this execution reads; absent until the executor takes over. */
  reading?: Reading;
}

/** How one execution reads. */
export interface Reading {
  reader: Reader;
  mode: ReadMode;
  /** The open snapshot that a query's reads share. */
  snapshot?: TenantContext;
}

interface Opened {
  tenant: TenantContext;
  loaders: Loaders;
  read: Read | undefined;
}

/**
 * What resolvers get. Resolvers ask for `tenant`: it throws for strangers and where no organization is known, so that a
 * field without either is an error of that field alone. Apollo clones it shallowly; the prototype stays.
 */
export class GraphContext {
  private opened: Opened | undefined;

  constructor(private readonly parts: GraphContextParts) {}

  get requestId(): string {
    return this.parts.requestId;
  }

  get log(): FailureLog {
    return this.parts.log;
  }

  get caller(): Caller {
    return this.parts.caller;
  }

  get origin(): Origin {
    return this.parts.caller.origin;
  }

  get answer(): AnswerControls {
    return this.parts.answer;
  }

  get feeds(): Feeds {
    return this.parts.feeds;
  }

  get spending(): Spending | undefined {
    return this.parts.spending;
  }

  get tenant(): TenantContext {
    return this.open().tenant;
  }

  /** The person's own rows; throws for strangers, partners and keys. */
  get user(): UserContext {
    return this.parts.caller.user();
  }

  /** Work across organizations: throws for everybody who is not an operator at the operator's own path. */
  get operator(): OperatorContext {
    return this.parts.caller.operator();
  }

  /** The organization's name in addresses. */
  get slug(): string {
    return this.parts.caller.organization?.slug ?? "";
  }

  /** What fields ask for row by row, loaded in batches and remembered for this operation. */
  get loaders(): Loaders {
    return this.open().loaders;
  }

  /** What the planner reads, for this operation. */
  get read(): Read {
    const { read } = this.open();
    assert(read, "the executor says how an operation reads");
    return read;
  }

  /** The same asker with nothing remembered: for each execution, and each frame of a subscription. */
  renewed(reading: Reading): GraphContext {
    return new GraphContext({ ...this.parts, reading });
  }

  private open(): Opened {
    if (!this.opened) {
      const { caller, reading } = this.parts;
      const tenant = reading?.snapshot ?? caller.tenant();
      const read = reading && new Read(reading.reader, tenant, reading.mode);
      this.opened = { tenant, loaders: new Loaders(tenant), read };
    }
    return this.opened;
  }
}
