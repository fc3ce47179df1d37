import { connect } from "node:net";

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
  /** The only status that counts as an answer; 200 unless said otherwise. */
  status?: number;
}

/** Keeps connections busy with one request after another, for a while. Throws if an answer has another status. */
export async function load(
  url: string,
  requestOf: RequestOf,
  { connections, warmUpMs, measuredMs, status = 200 }: LoadSettings,
): Promise<LoadResult> {
  const expected = String(status);
  const { hostname, port } = new URL(url);
  const timesMs: number[] = [];
  let isMeasuring = false;
  let fault: Error | undefined;
  let number = 0;
  let answeredInAll = 0;
  const sockets = Array.from({ length: connections }, () => {
    let received = Buffer.alloc(0);
    let sentAt = 0;
    const send = (): void => {
      sentAt = performance.now();
      socket.write(requestOf(number++));
    };
    const socket = connect(Number(port), hostname, send);
    socket.setNoDelay(true);
    socket.on("data", (chunk) => {
      received = received.length === 0 ? chunk : Buffer.concat([received, chunk]);
      const length = lengthOf(received);
      if (length === undefined || received.length < length) return;
      if (received.toString("latin1", 9, 12) !== expected) fault ??= new Error(received.toString("utf8", 0, 500));
      received = received.subarray(length);
      answeredInAll += 1;
      if (isMeasuring) timesMs.push(performance.now() - sentAt);
      send();
    });
    socket.on("error", (error) => (fault ??= error));
    return socket;
  });
  await pause(warmUpMs);
  isMeasuring = true;
  const from = performance.now();
  await pause(measuredMs);
  isMeasuring = false;
  const seconds = (performance.now() - from) / 1000;
  for (const socket of sockets) socket.destroy();
  if (fault) throw fault;
  timesMs.sort((one, other) => one - other);
  const at = (share: number): number => timesMs[Math.floor(timesMs.length * share)] ?? Number.NaN;
  return {
    perSecond: timesMs.length / seconds,
    p50Ms: at(0.5),
    p99Ms: at(0.99),
    answered: timesMs.length,
    answeredInAll,
  };
}

/** How long the answer is whose head has arrived. */
function lengthOf(received: Buffer): number | undefined {
  const head = received.indexOf("\r\n\r\n");
  if (head === -1) return undefined;
  const length = /content-length: (\d+)/i.exec(received.toString("latin1", 0, head))?.[1];
  if (length === undefined) throw new Error("An answer without a length");
  return head + 4 + Number(length);
}

const pause = (ms: number): Promise<void> => new Promise((go) => setTimeout(go, ms));
