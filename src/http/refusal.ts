import { isDatabaseOutage } from "../shared/database/outage.js";
import type { AppErrorKind } from "../shared/errors.js";
import { AppError } from "../shared/errors.js";

const STATUS: Record<AppErrorKind, number> = {
  badRequest: 400,
  unauthenticated: 401,
  forbidden: 403,
  notFound: 404,
  conflict: 409,
  unprocessable: 422,
  tooLarge: 413,
  rateLimited: 429,
  notImplemented: 501,
  unavailable: 503,
};

/** Refusals that come from fastify itself, by its status. */
const FRAMEWORK: Record<number, { code: string; message: string }> = {
  400: { code: "BAD_REQUEST", message: "The request could not be read." },
  404: { code: "NOT_FOUND", message: "There is nothing here." },
  408: { code: "REQUEST_TIMEOUT", message: "The request took too long to arrive." },
  413: { code: "TOO_LARGE", message: "The body is too large." },
  414: { code: "TOO_LARGE", message: "The address is too long." },
  415: { code: "UNSUPPORTED_MEDIA_TYPE", message: "This content type is not taken here." },
};

/** A refusal as both protocols tell it. Nothing of an unexpected error reaches it. */
export interface Refusal {
  status: number;
  code: string;
  message: string;
  path?: string[] | undefined;
  retryAfterSeconds?: number | undefined;
}

const OUTAGE: Refusal = {
  status: 503,
  code: "UNAVAILABLE",
  message: "The service cannot answer at this moment. Try again soon.",
  retryAfterSeconds: 1,
};

export const INTERNAL: Refusal = { status: 500, code: "INTERNAL", message: "Something went wrong on our side." };

/** What the caller is told of an error; undefined for a bug, of which the log has the rest. */
export function refusalOf(error: unknown): Refusal | undefined {
  if (error instanceof AppError) {
    const { code, message, inputPath, retryAfterSeconds } = error;
    return { status: STATUS[error.kind], code, message, path: inputPath, retryAfterSeconds };
  }
  if (isDatabaseOutage(error)) return OUTAGE;
  const { statusCode } = (error ?? {}) as { statusCode?: unknown };
  const framework = typeof statusCode === "number" ? FRAMEWORK[statusCode] : undefined;
  return framework && { status: statusCode as number, ...framework };
}
