import type { ExecutionResult } from "graphql";

import { FOLLOWER_TOO_SLOW } from "../../../services/audit/journal-follower.js";
import { AppError } from "../../../shared/errors.js";
import type { Caller } from "../../../services/identity/caller.js";
import type { LiveSource } from "../../../shared/live-source.js";
import type { FrameReader } from "./shared-frames.js";
import type { SharedText } from "./shared-text.js";
import type { SocketWriter } from "./socket-writer.js";

export interface SubscriptionParts {
  /** The client's name for it. */
  id: string;
  caller: Caller;
  source: LiveSource<unknown>;
  writer: SocketWriter;
  /** Asks what the subscriber is told of an event; the reader is given it at once, if it is here, or later. */
  ask(event: unknown, reader: FrameReader): void;
  /** While rights are being looked at: settles once that is done. */
  settling(): Promise<unknown> | undefined;
  /** Whether the socket may still be told something. */
  isOpen(): boolean;
  /** A last word about a source that failed. */
  reasonOf(error: unknown): ExecutionResult;
  onEnd(): void;
}

type End = IteratorResult<ExecutionResult, undefined>;

const OVER: End = { value: undefined, done: true };

/**
 * One subscription of one socket. graphql-ws asks it for results; it writes its frames itself, since their text is shared
 * among many, and gives graphql-ws only the reason of an end. A frame is asked for when the one before is on its way: a slow
 * reader is behind in its source, which is bounded, and not in frames. No promise is made for an event unless something must
 * be waited for: an event is told to thousands, and each wait costs all of them.
 */
export class SubscriptionRun implements AsyncIterableIterator<ExecutionResult, undefined>, FrameReader {
  private isOver = false;
  /** An event was taken, and its frame is not on its way yet. */
  private isTelling = false;
  private isGoing = false;
  private settle: ((end: End) => void) | undefined;
  /** What stands before the payload, one character for each byte. The payload is last, so that readers share the end as well. */
  private readonly head: string;

  constructor(private readonly parts: SubscriptionParts) {
    this.head = Buffer.from(`{"id":${JSON.stringify(parts.id)},"type":"next","payload":`).toString("latin1");
  }

  get caller(): Caller {
    return this.parts.caller;
  }

  [Symbol.asyncIterator](): this {
    return this;
  }

  /** Writes frames for as long as the source gives events, and settles with the end or its reason. */
  next(): Promise<End> {
    if (this.isOver) return Promise.resolve(OVER);
    return new Promise((settle) => {
      this.settle = settle;
      this.goOn();
    });
  }

  /** Ends it, also while it waits for an event. Safe to repeat. */
  return(): Promise<End> {
    this.end(OVER);
    return Promise.resolve(OVER);
  }

  /** The frame of the event that it has asked for. Never throws. */
  made(payload: SharedText): void {
    try {
      const checks = this.parts.settling();
      if (checks) return void checks.then(() => this.made(payload));
      if (this.isOver) return;
      if (!this.parts.isOpen()) return this.end(OVER);
      const sending = this.parts.writer.tell(this.head, payload);
      if (sending) return void sending.then(this.told);
      this.told();
    } catch (error) {
      this.failed(error);
    }
  }

  /** A source that fails tells its reason in a last result instead of tearing down the socket and what else runs on it. */
  failed(error: unknown): void {
    if (this.isOver) return;
    if (!(error instanceof AppError) || error.code !== FOLLOWER_TOO_SLOW.code) {
      return this.end({ value: this.parts.reasonOf(error), done: false });
    }
    this.end(OVER);
    // Its client does not hear what is said now. Closed, it comes again by itself and goes on where it was.
    this.parts.writer.letGo();
  }

  private readonly told = (): void => {
    this.isTelling = false;
    this.goOn();
  };

  /** Takes events and asks for their frames, until something must be waited for. */
  private readonly goOn = (): void => {
    if (this.isGoing) return;
    this.isGoing = true;
    const { source } = this.parts;
    try {
      while (!this.isOver && !this.isTelling) {
        const event = source.take();
        if (event !== undefined) {
          this.isTelling = true;
          this.parts.ask(event, this);
        } else if (source.isOver) this.end(OVER);
        else {
          source.onceReady(this.goOn);
          break;
        }
      }
    } catch (error) {
      this.failed(error);
    } finally {
      this.isGoing = false;
    }
  };

  private end(end: End): void {
    if (this.isOver) return;
    this.isOver = true;
    this.parts.onEnd();
    void this.parts.source.return();
    this.settle?.(end);
  }
}
