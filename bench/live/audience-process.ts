/** Many subscribers of one server, in a process of their own that does what its parent says. */
import { assert } from "../../src/shared/errors.js";
import { newId } from "../../src/shared/ids.js";
import { Subscriber } from "./subscriber.js";

/** What its parent says, each followed by one answer. */
export type Order = { kind: "come"; url: string; tokens: string[]; query: string } | { kind: "await"; frames: number };

/** When a frame was with half of them and with 99 of 100, on the machine's monotonic clock. */
export interface Arrivals {
  p50At: number;
  p99At: number;
  /** One of the messages. */
  message: string;
}

/** Sockets that open at the same time. */
const OPENING_MAX = 200;
const AWAIT_MS = 20_000;

const subscribers: Subscriber[] = [];
let message = "";
let awaited = 0;
let arrived = 0;
let allArrived = (): void => undefined;

function heard(subscriber: Subscriber, received: Buffer): void {
  if (subscriber.frames === 1 || subscriber === subscribers[0]) message = received.toString();
  if (subscriber.frames !== awaited) return;
  arrived += 1;
  if (arrived === subscribers.length) allArrived();
}

async function come({ url, tokens, query }: Order & { kind: "come" }): Promise<void> {
  const waiting = [...tokens];
  const openSome = async (): Promise<void> => {
    for (let token = waiting.pop(); token !== undefined; token = waiting.pop()) {
      const subscriber = new Subscriber({
        url,
        hello: JSON.stringify({ type: "connection_init", payload: { authorization: `Bearer ${token}` } }),
        subscribe: JSON.stringify({ id: newId(), type: "subscribe", payload: { query } }),
        heard,
      });
      subscribers.push(subscriber);
      await subscriber.acknowledged;
    }
  };
  await Promise.all(Array.from({ length: OPENING_MAX }, openSome));
}

async function awaitFrames(frames: number): Promise<Arrivals> {
  awaited = frames;
  arrived = subscribers.filter((each) => each.frames >= frames).length;
  if (arrived < subscribers.length) {
    await new Promise<void>((resolve, reject) => {
      allArrived = resolve;
      setTimeout(() => reject(new Error(`${arrived} of ${subscribers.length} have their frame`)), AWAIT_MS).unref();
    });
  }
  assert(
    subscribers.every((each) => each.frames === frames),
    "each has every frame once",
  );
  const times = subscribers.map(({ heardAt }) => heardAt).sort((one, other) => one - other);
  const at = (share: number): number => times[Math.ceil(times.length * share) - 1] ?? Number.NaN;
  return { p50At: at(0.5), p99At: at(0.99), message };
}

async function obey(order: Order): Promise<Arrivals | undefined> {
  switch (order.kind) {
    case "come":
      await come(order);
      return undefined;
    case "await":
      return awaitFrames(order.frames);
  }
}

process.on("message", (order: Order) => {
  obey(order).then(
    (told) => process.send?.({ told }),
    (error: unknown) => process.send?.({ fault: String(error) }),
  );
});
process.on("disconnect", () => process.exit());
