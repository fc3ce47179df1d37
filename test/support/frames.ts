import type { Client } from "graphql-ws";

import { eventually } from "./eventually.js";

/** What a subscription brought so far. */
export interface Frames<Data> {
  received: Data[];
  errors: unknown[];
  isOver: boolean;
  stop(): void;
  /** Waits until so many frames are there, and gives them. */
  count(atLeast: number): Promise<Data[]>;
}

/** Of a GraphQL error its code, of a closed socket its code and reason. */
const describe = (error: unknown): string => {
  const { extensions, code, reason } = error as { extensions?: { code?: string }; code?: number; reason?: string };
  return extensions?.code ?? `${code ?? ""} ${reason ?? String(error)}`;
};

/** Subscribes and collects. */
export function collect<Data = any>(
  client: Client,
  query: string,
  variables: Record<string, unknown> = {},
): Frames<Data> {
  const frames: Frames<Data> = {
    received: [],
    errors: [],
    isOver: false,
    stop: () => undefined,
    count: async (atLeast) => {
      await eventually(() => {
        const isEnough = frames.received.length >= atLeast || frames.errors.length > 0;
        if (!isEnough) throw new Error(`${frames.received.length} of ${atLeast} frames`);
      });
      if (frames.errors.length > 0) throw new Error(`errors: ${frames.errors.map(describe).join(", ")}`);
      return frames.received;
    },
  };
  frames.stop = client.subscribe<Data>(
    { query, variables },
    {
      next: ({ data, errors }) => {
        if (data) frames.received.push(data);
        if (errors) frames.errors.push(...errors);
      },
      error: (error) => {
        frames.errors.push(...(Array.isArray(error) ? (error as unknown[]) : [error]));
        frames.isOver = true;
      },
      complete: () => {
        frames.isOver = true;
      },
    },
  );
  return frames;
}
