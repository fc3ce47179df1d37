import type { JournalReadService } from "../services/audit/journal-read.service.js";
import type { Caller } from "../services/identity/caller.js";
import type { EarningsFeedService } from "../services/ledger/earnings-feed.service.js";
import type { ClickTotalsFeedService } from "../services/partners/click-totals-feed.service.js";
import type { CommissionFeedService } from "../services/partners/commission-feed.service.js";
import type { Origin, TenantContext } from "../shared/tenant-context.js";
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

interface GraphContextParts {
  caller: Caller;
  requestId: string;
  log: FailureLog;
  answer: AnswerControls;
  feeds: Feeds;
  /** The open snapshot that a query's reads share. */
  snapshot?: TenantContext;
}

/**
 * What resolvers get. Resolvers ask for `tenant`: it throws for strangers and where no organization is known, so that a
 * field without either is an error of that field alone. Apollo clones it shallowly; the prototype stays.
 */
export class GraphContext {
  private opened: { tenant: TenantContext; loaders: Loaders } | undefined;

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

  get tenant(): TenantContext {
    return this.open().tenant;
  }

  /** The organization's name in addresses. */
  get slug(): string {
    return this.parts.caller.organization?.slug ?? "";
  }

  /** What fields ask for row by row, loaded in batches and remembered for this operation. */
  get loaders(): Loaders {
    return this.open().loaders;
  }

  /** The same asker with nothing remembered: for each frame of a subscription, and for a query's snapshot. */
  renewed(snapshot?: TenantContext): GraphContext {
    return new GraphContext({ ...this.parts, ...(snapshot && { snapshot }) });
  }

  private open(): { tenant: TenantContext; loaders: Loaders } {
    if (!this.opened) {
      const tenant = this.parts.snapshot ?? this.parts.caller.tenant();
      this.opened = { tenant, loaders: new Loaders(tenant) };
    }
    return this.opened;
  }
}
