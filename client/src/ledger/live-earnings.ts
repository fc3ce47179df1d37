import { EarningsDocument, EarningsFramesDocument } from "../graph/generated/graphql.js";
import type { GraphSocket } from "../graph/graph-socket.js";
import { resumeSubscription } from "../graph/resume-subscription.js";
import type { Client, CombinedError } from "urql";

import { withFrame, withNews, withSnapshot } from "./earnings-state.js";
import type { EarningsFrame } from "./earnings-frame.js";
import type { EarningsNews, EarningsState } from "./earnings-state.js";

const BEGIN_AGAIN_AFTER_MS = 2_000;

export interface LiveEarningsState {
  earnings: EarningsState | null;
  error: CombinedError | undefined;
  /** The newest frame, for whoever wants to celebrate it or ask for more. */
  latest: EarningsFrame | null;
  /** Whether frames are asked for; whether they can arrive is the socket's to say. */
  subscribed: boolean;
}

/** Earnings that tick: a snapshot, then every frame after its cursor, through reconnects and restarts, each counted once. */
export class LiveEarnings {
  #state: LiveEarningsState = { earnings: null, error: undefined, latest: null, subscribed: false };
  readonly #listeners = new Set<() => void>();
  /** Ends whatever the running attempt began. */
  #attempt: AbortController | undefined;

  constructor(
    private readonly client: Client,
    private readonly socket: GraphSocket,
    private readonly partnerId: string | null,
  ) {}

  readonly state = (): LiveEarningsState => this.#state;

  readonly onChange = (listener: () => void): (() => void) => {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  };

  readonly addNews = (news: readonly EarningsNews[]): void => {
    if (this.#state.earnings) this.#become({ earnings: withNews(this.#state.earnings, news) });
  };

  /** Safe to repeat after `stop`. */
  start(): void {
    const attempt = new AbortController();
    this.#attempt = attempt;
    void this.#begin(attempt.signal);
  }

  stop(): void {
    this.#attempt?.abort();
    this.#become({ subscribed: false });
  }

  async #begin(stopped: AbortSignal): Promise<void> {
    const { partnerId } = this;
    const { data, error } = await this.client
      .query(EarningsDocument, { partnerId }, { requestPolicy: "network-only" })
      .toPromise();
    if (stopped.aborted) return;
    if (!data) {
      this.#become({ error });
      this.#beginAgain(stopped);
      return;
    }
    this.#become({ error: undefined, earnings: withSnapshot(this.#state.earnings, data.earnings), subscribed: true });
    const unsubscribe = resumeSubscription(this.socket.client, {
      document: EarningsFramesDocument,
      variables: { partnerId },
      after: data.earnings.cursor,
      cursorOf: (frame) => frame.earnings.cursor,
      onData: (frame) => this.#show(frame.earnings),
      // A cursor that is no longer understood, or a right that was withdrawn: the next snapshot tells which.
      onEnd: () => this.#beginAgain(stopped),
    });
    stopped.addEventListener("abort", unsubscribe);
  }

  #beginAgain(stopped: AbortSignal): void {
    if (stopped.aborted) return;
    this.stop();
    const attempt = new AbortController();
    this.#attempt = attempt;
    const timer = setTimeout(() => void this.#begin(attempt.signal), BEGIN_AGAIN_AFTER_MS);
    attempt.signal.addEventListener("abort", () => clearTimeout(timer));
  }

  #show(frame: EarningsFrame): void {
    const { earnings } = this.#state;
    if (earnings) this.#become({ earnings: withFrame(earnings, frame), latest: frame });
  }

  #become(change: Partial<LiveEarningsState>): void {
    this.#state = { ...this.#state, ...change };
    for (const listener of this.#listeners) listener();
  }
}
