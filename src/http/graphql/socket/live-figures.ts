import type { Metric } from "../../metrics.js";

/** What live subscriptions have cost and brought, since the start of the process. */
export class LiveFigures {
  /** Documents executed for an event. */
  framesMade = 0;
  /** Frames sent to subscribers: many for each that was made, where they share. */
  framesTold = 0;
  /** Readers who were let go because they did not keep up. */
  readersLetGo = 0;
}

export const liveMetrics = (figures: LiveFigures): Metric[] => [
  {
    name: "tributary_live_frames_made_total",
    help: "Documents of subscriptions executed for an event.",
    kind: "counter",
    read: () => figures.framesMade,
  },
  {
    name: "tributary_live_frames_told_total",
    help: "Frames sent to subscribers.",
    kind: "counter",
    read: () => figures.framesTold,
  },
  {
    name: "tributary_live_readers_let_go_total",
    help: "Subscribers whose socket was closed because they read too slowly.",
    kind: "counter",
    read: () => figures.readersLetGo,
  },
];
