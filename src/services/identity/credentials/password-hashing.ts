import { randomBytes } from "node:crypto";

import { hash, parseOptions, verify } from "@node-rs/argon2";

import { AppError } from "../../../shared/errors.js";

/**
 * Argon2id (RFC 9106) with 19 MiB, 2 passes and 1 lane: the first of the settings that OWASP's Password Storage Cheat
 * Sheet recommends. 2 is Argon2id; the package's enum does not exist at run time.
 */
const PARAMETERS = { algorithm: 2, memoryCost: 19_456, timeCost: 2, parallelism: 1, outputLen: 32 } as const;

/** Hashing takes the threads that also write clicks to the disk: no more of them than this at once. */
const AT_ONCE_MAX = 2;
/** Some 5 seconds of work. Who comes then is asked to come again. */
const WAITING_MAX = 200;

/** Makes and verifies hashes of passwords, a few at a time. */
export class PasswordHashing {
  private running = 0;
  private readonly waiting: (() => void)[] = [];
  private dummy: Promise<string> | undefined;

  /** The hash in PHC form: parameters and a salt of its own are in it. */
  hash(password: string): Promise<string> {
    return this.inTurn(() => hash(normal(password), PARAMETERS));
  }

  /** Whether the password is the one. Without a hash the same work is done for nothing, and the answer is no. */
  async verify(stored: string | undefined, password: string): Promise<boolean> {
    this.dummy ??= this.hash(randomBytes(32).toString("hex"));
    const compared = stored ?? (await this.dummy);
    const isRight = await this.inTurn(() => verify(compared, normal(password)));
    return isRight && stored !== undefined;
  }

  /** Whether it was made with other parameters than today's. */
  isDated(stored: string): boolean {
    const made = parseOptions(stored);
    return (Object.keys(PARAMETERS) as (keyof typeof PARAMETERS)[]).some((name) => made[name] !== PARAMETERS[name]);
  }

  private async inTurn<Result>(work: () => Promise<Result>): Promise<Result> {
    if (this.running >= AT_ONCE_MAX) {
      if (this.waiting.length >= WAITING_MAX) {
        throw new AppError("unavailable", "Too many people sign in at this moment. Try again soon.", {
          retryAfterSeconds: 5,
        });
      }
      await new Promise<void>((resolve) => this.waiting.push(resolve));
    } else {
      this.running++;
    }
    try {
      return await work();
    } finally {
      // Whoever waits takes the place over; nobody can come in between.
      const next = this.waiting.shift();
      if (next) next();
      else this.running--;
    }
  }
}

/** One spelling of what looks the same, as keyboards differ (NIST SP 800-63B, 3.1.1.2). */
const normal = (password: string): string => password.normalize("NFKC");
