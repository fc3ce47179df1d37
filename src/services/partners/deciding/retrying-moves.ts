import { PeopleMoved } from "./people.js";

const ATTEMPTS_MAX = 10;

/** Tries a transaction again when somebody moved before they could be locked, or for another stated reason. */
export async function retryingMoves<Result>(
  work: () => Promise<Result>,
  alsoFor: (error: unknown) => boolean = () => false,
): Promise<Result> {
  for (let attempt = 1; ; attempt++) {
    try {
      return await work();
    } catch (error) {
      if (attempt >= ATTEMPTS_MAX || !(error instanceof PeopleMoved || alsoFor(error))) throw error;
    }
  }
}
