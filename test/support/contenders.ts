/** How many contend in each round. */
export const CONTENDERS = 100;

/** Rounds of each race: `RACE_ROUNDS=1000` at night. */
const ROUNDS = Number(process.env["RACE_ROUNDS"] ?? 100);
/** CI does not wait longer for one race; a longer run is asked for by its rounds. */
const WITHIN_MS = process.env["RACE_ROUNDS"] === undefined ? 30_000 : Number.POSITIVE_INFINITY;
const ROUNDS_MIN = 10;
const ATTEMPTS_MAX = 2;

/** What came of one who contended: what it gave, or the code of its refusal. */
export type ContenderOutcome<Result> = { kind: "done"; result: Result } | { kind: "refused"; code: string };

/** One round: what each contender does, all at once, and what must hold afterwards. */
export interface Round<Result> {
  contend: (place: number) => Promise<Result>;
  settle: (outcomes: ContenderOutcome<Result>[]) => Promise<void>;
}

/**
 * Lets contenders run for the same thing, round after round. A failure that is no refusal of ours ends the race: whoever
 * loses is told why.
 *
 * @param begin - makes the ground of a round.
 * @returns how many rounds there were.
 */
export async function race<Result>(begin: (round: number) => Promise<Round<Result>>): Promise<number> {
  const until = Date.now() + WITHIN_MS;
  let round = 0;
  for (; round < ROUNDS && (round < ROUNDS_MIN || Date.now() < until); round++) {
    const { contend, settle } = await begin(round);
    await settle(await Promise.all(Array.from({ length: CONTENDERS }, (_, place) => outcomeOf(() => contend(place)))));
  }
  return round;
}

async function outcomeOf<Result>(work: () => Promise<Result>, attempt = 1): Promise<ContenderOutcome<Result>> {
  try {
    return { kind: "done", result: await work() };
  } catch (error) {
    // A hundred wait for ten connections. Who gets none in time has done nothing, is told so by 503, and comes again.
    if (attempt < ATTEMPTS_MAX && isPoolExhausted(error)) return outcomeOf(work, attempt + 1);
    const { code, name } = error as { code?: unknown; name?: unknown };
    if (name !== "AppError" || typeof code !== "string") throw error;
    return { kind: "refused", code };
  }
}

const isPoolExhausted = (error: unknown): boolean =>
  error instanceof Error && error.message === "timeout exceeded when trying to connect";
