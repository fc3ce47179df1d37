import { connect } from "node:net";
import { setTimeout as delay } from "node:timers/promises";

import { percentile } from "./figure.js";

const HEAD_END = "\r\n\r\n";
const LATE_MAX_MS = 10_000;
const LOOK_EVERY_MS = 5;

/** One request, whole, as it goes over the wire. */
export type RequestOf = (number: number) => Buffer;

export interface LoadResult {
  perSecond: number;
  p50Ms: number;
  p99Ms: number;
  /** While it was measured. */
  answered: number;
  /** Warm-up included. */
  answeredInAll: number;
}

export interface LoadSettings {
  connections: number;
  warmUpMs: number;
  measuredMs: number;
  /** How many requests are sent at most: once they are answered, it is over sooner. */
  requestsMax?: number;
  /** The only status that counts as an answer; 200 unless said otherwise. */
  status?: number;
  /** Gets the body of every answer, at the instant at which it has arrived. */
  onAnswer?: (body: Buffer) => void;
}

/** Keeps connections busy with one request after another, for a while. Throws if an answer has another status. */
export async function load(
  url: string,
  requestOf: RequestOf,
  { connections, warmUpMs, measuredMs, requestsMax = Infinity, status = 200, onAnswer }: LoadSettings,
): Promise<LoadResult> {
  const expected = String(status);
  const { hostname, port } = new URL(url);
  const timesMs: number[] = [];
  let isMeasuring = false;
  let fault: Error | undefined;
  let number = 0;
  let answeredInAll = 0;
  const over = new AbortController();
  const fail = (error: Error): void => {
    fault ??= error;
    over.abort();
  };
  const sockets = Array.from({ length: connections }, () => {
    let received = Buffer.alloc(0);
    let sentAt = 0;
    const send = (): void => {
      if (number >= requestsMax) return;
      sentAt = performance.now();
      socket.write(requestOf(number++));
    };
    const socket = connect(Number(port), hostname, send);
    socket.setNoDelay(true);
    socket.on("data", (chunk) => {
      received = received.length === 0 ? chunk : Buffer.concat([received, chunk]);
      const length = lengthOf(received);
      if (length === undefined || received.length < length) return;
      if (received.toString("latin1", 9, 12) !== expected) fail(new Error(received.toString("utf8", 0, 500)));
      else onAnswer?.(received.subarray(received.indexOf(HEAD_END) + HEAD_END.length, length));
      received = received.subarray(length);
      answeredInAll += 1;
      if (isMeasuring) timesMs.push(performance.now() - sentAt);
      if (answeredInAll >= requestsMax) over.abort();
      else send();
    });
    socket.on("error", fail);
    return socket;
  });
  await pause(warmUpMs);
  isMeasuring = true;
  const from = performance.now();
  await pause(measuredMs, over.signal);
  // What takes longer than that is measured once.
  for (
    let waitedMs = 0;
    timesMs.length === 0 && !over.signal.aborted && waitedMs < LATE_MAX_MS;
    waitedMs += LOOK_EVERY_MS
  ) {
    await pause(LOOK_EVERY_MS);
  }
  isMeasuring = false;
  const seconds = (performance.now() - from) / 1000;
  for (const socket of sockets) socket.destroy();
  if (fault) throw fault;
  return {
    perSecond: timesMs.length / seconds,
    p50Ms: percentile(timesMs, 0.5),
    p99Ms: percentile(timesMs, 0.99),
    answered: timesMs.length,
    answeredInAll,
  };
}

/** How long the answer is whose head has arrived. */
function lengthOf(received: Buffer): number | undefined {
  const head = received.indexOf(HEAD_END);
  if (head === -1) return undefined;
  const length = /content-length: (\d+)/i.exec(received.toString("latin1", 0, head))?.[1];
  if (length === undefined) throw new Error("An answer without a length");
  return head + HEAD_END.length + Number(length);
}

const pause = (ms: number, signal?: AbortSignal): Promise<void> =>
  delay(ms, undefined, { signal }).catch(() => undefined);
