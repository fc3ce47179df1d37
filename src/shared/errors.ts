/** What kind of refusal it is; the doors translate it to an HTTP status or a GraphQL code. */
export type AppErrorKind =
  | "badRequest"
  | "unauthenticated"
  | "forbidden"
  | "notFound"
  | "conflict"
  | "unprocessable"
  | "tooLarge"
  | "rateLimited"
  | "notImplemented"
  | "unavailable";

const CODES: Record<AppErrorKind, string> = {
  badRequest: "BAD_REQUEST",
  unauthenticated: "UNAUTHENTICATED",
  forbidden: "FORBIDDEN",
  notFound: "NOT_FOUND",
  conflict: "CONFLICT",
  unprocessable: "UNPROCESSABLE",
  tooLarge: "TOO_LARGE",
  rateLimited: "RATE_LIMITED",
  notImplemented: "NOT_IMPLEMENTED",
  unavailable: "UNAVAILABLE",
};

export interface AppErrorDetails {
  /** A narrower stable code, such as `tenant_slug_missing`; by default the kind's own. */
  code?: string;
  /** Where in the input the fault lies. */
  path?: string[];
  /** When to try again, for `rateLimited` and `unavailable`. */
  retryAfterSeconds?: number;
  cause?: unknown;
}

/** A refusal with a stable code. Its message may be shown to the caller; nothing else of it may. */
export class AppError extends Error {
  readonly code: string;
  /** Where in the input the fault lies. Not named `path`: GraphQL takes an error that has one for its own. */
  readonly inputPath: string[] | undefined;
  readonly retryAfterSeconds: number | undefined;

  constructor(
    readonly kind: AppErrorKind,
    message: string,
    details: AppErrorDetails = {},
  ) {
    super(message, { cause: details.cause });
    this.name = "AppError";
    this.code = details.code ?? CODES[kind];
    this.inputPath = details.path;
    this.retryAfterSeconds = details.retryAfterSeconds;
  }
}

/** A value that cannot be, and the field where it stands. */
export const fieldInvalid = (code: string, field: string, message: string): AppError =>
  new AppError("unprocessable", message, { code, path: [field] });

/** Also what another organization's row is: never forbidden, always not found. */
export const notFound = (noun: string): AppError => new AppError("notFound", `There is no such ${noun}.`);

/** Stops the work when an assumption of ours is broken: a bug, not a refusal. */
export function assert(condition: unknown, message: string): asserts condition {
  if (!condition) throw new Error(`Broken assumption: ${message}`);
}
