/** Something that runs while the process does: the HTTP server, the sealer, the jobs. */
export interface Part {
  /** Said in the log when it does not start or stop. */
  name: string;
  /** Resolves once it does its work. A part that started is stopped; one that failed to start cleans up after itself. */
  start(): Promise<void>;
  /** Takes nothing new, finishes what was taken, and resolves when nothing of it is left. */
  stop(): Promise<void>;
}
