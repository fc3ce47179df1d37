import type { ExecutionResult } from "graphql";

import { FOLLOWER_TOO_SLOW } from "../../../services/audit/journal-follower.js";
import { AppError } from "../../../shared/errors.js";
import type { SocketWriter } from "./socket-writer.js";

export interface SubscriptionParts {
  /** The client's name for it. */
  id: string;
  source: AsyncIterator<unknown, unknown>;
  writer: SocketWriter;
  /** What the subscriber is told of an event, as JSON. */
  textOf(event: unknown): Promise<string>;
  /** Settles once nobody's rights are being looked at; false if the socket was closed meanwhile. */
  mayTell(): Promise<boolean>;
  /** A last word about a source that failed. */
  reasonOf(error: unknown): ExecutionResult;
  onEnd(): void;
}

/**
 * One subscription of one socket. graphql-ws asks it for results; it writes its frames itself, since their text is shared
 * among many, and gives graphql-ws only the reason of an end. A frame is made when the one before is on its way: a slow
 * reader is behind in its source, which is bounded, and not in frames.
 */
export class SubscriptionRun implements AsyncIterableIterator<ExecutionResult, undefined> {
  private isOver = false;
  private readonly head: string;

  constructor(private readonly parts: SubscriptionParts) {
    this.head = `{"id":${JSON.stringify(parts.id)},"type":"next","payload":`;
  }

  [Symbol.asyncIterator](): this {
    return this;
  }

  /** Writes frames for as long as the source gives events, and settles with the end or its reason. */
  async next(): Promise<IteratorResult<ExecutionResult, undefined>> {
    const { parts } = this;
    try {
      while (!this.isOver) {
        const { value, done } = await parts.source.next();
        if (done) break;
        const text = await parts.textOf(value);
        if (!(await parts.mayTell()) || this.isOver) break;
        await parts.writer.tell(`${this.head}${text}}`);
      }
    } catch (error) {
      return this.failed(error);
    }
    return this.return();
  }

  /** Ends it, also while it waits for an event. Safe to repeat. */
  async return(): Promise<IteratorResult<ExecutionResult, undefined>> {
    if (!this.isOver) {
      this.isOver = true;
      this.parts.onEnd();
      await this.parts.source.return?.();
    }
    return { value: undefined, done: true };
  }

  /** A source that fails tells its reason in a last result instead of tearing down the socket and what else runs on it. */
  private async failed(error: unknown): Promise<IteratorResult<ExecutionResult, undefined>> {
    const wasOver = this.isOver;
    const end = await this.return();
    if (wasOver) return end;
    if (!(error instanceof AppError) || error.code !== FOLLOWER_TOO_SLOW.code) {
      return { value: this.parts.reasonOf(error), done: false };
    }
    // Its client does not hear what is said now. Closed, it comes again by itself and goes on where it was.
    this.parts.writer.letGo();
    return end;
  }
}
