import { FlagChange } from "../../../entities/platform/flag-change.entity.js";
import type { FlagState } from "../../../entities/platform/flag.entity.js";
import { FLAG_STATES, Flag } from "../../../entities/platform/flag.entity.js";
import { AppError, assert, fieldInvalid, notFound } from "../../../shared/errors.js";
import { newId } from "../../../shared/ids.js";
import type { OperatorContext } from "../../../shared/operator-context.js";
import { isPlainName } from "../../../shared/plain-name.js";
import { principalId } from "../../../shared/principal.js";
import type { TenantContext } from "../../../shared/tenant-context.js";
import type { JournalKind } from "../../audit/journal-kinds.js";
import type { Journal } from "../../audit/journal.js";
import type { FlagScope } from "./flag-evaluation.js";
import type { FlagSeed } from "./flag-seeds.js";
import type { FlagSource } from "./flag-source.js";

/** Older changes of a flag are in the platform's journal only (B-FLAG-01). */
const HISTORY_MAX = 20;
/** Every flag is evaluated in every bulk request. */
export const FLAGS_MAX = 1000;
const AXIS_MAX = 500;
const DESCRIPTION_LENGTH_MAX = 500;
const KEY = /^[a-z][a-z0-9_]{1,62}$/;

/** What an operator changes. What is absent stays. */
export interface FlagEdit {
  description?: string;
  state?: FlagState;
  percent?: number;
  scope?: Partial<FlagScope>;
  /** As it was read: somebody who has changed it meanwhile is not overruled. Absent: whatever it is now. */
  revision?: number;
}

/** Makes, changes and ends flags. Everything here is an operator's, or the house's own. */
export class FlagService {
  constructor(
    private readonly source: FlagSource,
    private readonly journal: Journal,
  ) {}

  /** Makes the flags that every installation has. What is there already stays as it is. Safe to repeat and to race. */
  ensureSeeds(operator: OperatorContext, seeds: readonly FlagSeed[]): Promise<void> {
    return operator.onPlatform(async (ctx) => {
      const now = ctx.clock.now();
      const made = await ctx.query<{ id: string; key: string }>(
        `INSERT INTO flag (id, key, description, created_at, changed_at)
         SELECT id, key, description, $4, $4
         FROM unnest($1::uuid[], $2::text[], $3::text[]) AS seed (id, key, description)
         ON CONFLICT (key) DO NOTHING RETURNING id, key`,
        [seeds.map(() => newId()), seeds.map(({ key }) => key), seeds.map(({ description }) => description), now],
      );
      const facts = made.map(({ id, key }) => ({
        kind: "flag.created" as const,
        subject: { type: "flag", id },
        data: { key },
      }));
      await this.journal.append(ctx, facts);
    });
  }

  /** Makes a flag that is off; all else is set later (B-FLAG-12). A taken key is a conflict. */
  async create(operator: OperatorContext, given: { key: string; description: string }): Promise<Flag> {
    const key = given.key.trim();
    if (!KEY.test(key)) {
      throw fieldInvalid(
        "flag_key_invalid",
        "key",
        "A key has 2 to 63 lower-case letters, digits or _, a letter first.",
      );
    }
    const description = readDescription(given.description);
    const id = newId();
    const flag = await operator.onPlatform(async (ctx) => {
      const now = ctx.clock.now();
      const [row] = await ctx.query<{ count: number }>("SELECT count(*)::int AS count FROM flag");
      if ((row?.count ?? 0) >= FLAGS_MAX) {
        throw new AppError("conflict", `There are ${FLAGS_MAX} flags already.`, { code: "too_many_flags" });
      }
      const made = await ctx.execute(
        "INSERT INTO flag (id, key, description, created_at, changed_at) VALUES ($1, $2, $3, $4, $4) ON CONFLICT DO NOTHING",
        [id, key, description, now],
      );
      if (made === 0) throw new AppError("conflict", "This key is taken.", { code: "flag_key_taken", path: ["key"] });
      const flag = await ctx.open.manager.findOneBy(Flag, { id });
      assert(flag, "the flag was just made");
      await this.remember(ctx, flag, null);
      await this.journal.append(ctx, [{ kind: "flag.created", subject: { type: "flag", id }, data: { key } }]);
      return flag;
    });
    this.source.forget();
    return flag;
  }

  /** Changes a flag. One that somebody else has changed since it was read is a conflict. */
  async change(operator: OperatorContext, key: string, edit: FlagEdit): Promise<Flag> {
    const read = readEdit(edit);
    return this.alter(operator, key, { edit: read, kind: "flag.updated", note: null, revision: edit.revision });
  }

  /** Switches a flag off for everybody, whatever it was. Safe to repeat (B-FLAG-10). */
  kill(operator: OperatorContext, key: string): Promise<Flag> {
    const edit = { state: "off", percent: 0 } as const;
    return this.alter(operator, key, { edit, kind: "flag.killed", note: "kill-switch" });
  }

  /** Deletes a flag; whoever asks for it is told that there is none, and our own gates are closed. */
  async delete(operator: OperatorContext, key: string): Promise<void> {
    await operator.onPlatform(async (ctx) => {
      const { id } = await lock(ctx, key);
      await ctx.execute("DELETE FROM flag_change WHERE flag_id = $1", [id]);
      await ctx.execute("DELETE FROM flag WHERE id = $1", [id]);
      await this.journal.append(ctx, [{ kind: "flag.deleted", subject: { type: "flag", id }, data: { key } }]);
    });
    this.source.forget();
  }

  /** Every flag, by its key. There are at most a thousand. */
  list(operator: OperatorContext): Promise<Flag[]> {
    return operator.onPlatform((ctx) => ctx.open.manager.find(Flag, { order: { key: "ASC" }, take: FLAGS_MAX }));
  }

  async get(operator: OperatorContext, key: string): Promise<Flag> {
    if (!KEY.test(key)) throw notFound("flag");
    const flag = await operator.onPlatform((ctx) => ctx.open.manager.findOneBy(Flag, { key }));
    if (!flag) throw notFound("flag");
    return flag;
  }

  /** What the flag was changed to, newest first: the last twenty times. */
  history(operator: OperatorContext, flagId: string): Promise<FlagChange[]> {
    const order = { changedAt: "DESC", id: "DESC" } as const;
    return operator.onPlatform((ctx) =>
      ctx.open.manager.find(FlagChange, { where: { flagId }, order, take: HISTORY_MAX }),
    );
  }

  private async alter(
    operator: OperatorContext,
    key: string,
    asked: { edit: Partial<Flag>; kind: JournalKind; note: string | null; revision?: number | undefined },
  ): Promise<Flag> {
    const flag = await operator.onPlatform(async (ctx) => {
      const flag = await lock(ctx, key);
      if (asked.revision !== undefined && asked.revision !== flag.revision) {
        throw new AppError("conflict", "Somebody else has changed this flag. Look at it again.", {
          code: "flag_changed",
          path: ["revision"],
        });
      }
      Object.assign(flag, asked.edit, { revision: flag.revision + 1, changedAt: ctx.clock.now() });
      await ctx.open.manager.save(Flag, flag);
      await this.remember(ctx, flag, asked.note);
      const data = {
        key,
        state: flag.state,
        percent: String(flag.percent),
        scope: scopeData(scopeOf(flag)),
        ...(asked.note !== null && { note: asked.note }),
      };
      await this.journal.append(ctx, [{ kind: asked.kind, subject: { type: "flag", id: flag.id }, data }]);
      return flag;
    });
    this.source.forget();
    return flag;
  }

  /** Puts down what a flag is now, and lets the oldest of its history go. */
  private async remember(ctx: TenantContext, flag: Flag, note: string | null): Promise<void> {
    const { principal } = ctx;
    await ctx.execute(
      `INSERT INTO flag_change (flag_id, id, changed_at, actor_kind, actor_id, state, percent, scope, note)
       VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)`,
      [
        flag.id,
        newId(),
        flag.changedAt,
        principal.kind,
        principalId(principal),
        flag.state,
        flag.percent,
        JSON.stringify(scopeOf(flag)),
        note,
      ],
    );
    await ctx.execute(
      `DELETE FROM flag_change WHERE flag_id = $1 AND id IN (
         SELECT id FROM flag_change WHERE flag_id = $1 ORDER BY changed_at DESC, id DESC OFFSET ${HISTORY_MAX})`,
      [flag.id],
    );
  }
}

/** The axes as one thing. */
export const scopeOf = ({ plans, organizationSlugs, resellerSlugs, environments }: Flag): FlagScope => ({
  plans,
  organizationSlugs,
  resellerSlugs,
  environments,
});

const scopeData = (scope: FlagScope): Record<string, string[]> =>
  Object.fromEntries(Object.entries(scope).map(([axis, names]) => [axis, [...(names as string[])]]));

/** The flag, which nobody else changes until the transaction ends. */
async function lock(ctx: TenantContext, key: string): Promise<Flag> {
  if (!KEY.test(key)) throw notFound("flag");
  const flag = await ctx.open.manager.findOne(Flag, { where: { key }, lock: { mode: "pessimistic_write" } });
  if (!flag) throw notFound("flag");
  return flag;
}

function readDescription(given: string): string {
  const description = given.trim();
  if (description !== "" && description.length <= DESCRIPTION_LENGTH_MAX && !/[\p{Cc}\p{Cs}]/u.test(description)) {
    return description;
  }
  throw fieldInvalid(
    "flag_description_invalid",
    "description",
    `A description has 1 to ${DESCRIPTION_LENGTH_MAX} characters, all on one line.`,
  );
}

function readEdit({ description, state, percent, scope = {} }: FlagEdit): Partial<Flag> {
  if (state !== undefined && !FLAG_STATES.includes(state)) {
    throw fieldInvalid("flag_state_invalid", "state", `A state is one of ${FLAG_STATES.join(", ")}.`);
  }
  if (percent !== undefined && !(Number.isInteger(percent) && percent >= 0 && percent <= 100)) {
    throw fieldInvalid("flag_percent_invalid", "percent", "A share is a whole number from 0 to 100.");
  }
  return {
    ...(description !== undefined && { description: readDescription(description) }),
    ...(state !== undefined && { state }),
    ...(percent !== undefined && { percent }),
    ...readScope(scope),
  };
}

function readScope(scope: Partial<FlagScope>): Partial<FlagScope> & Partial<Flag> {
  const read: Record<string, string[]> = {};
  for (const axis of ["plans", "organizationSlugs", "resellerSlugs", "environments"] as const) {
    const names = scope[axis];
    if (names === undefined) continue;
    const clean = [...new Set(names.map((name) => name.trim()))];
    if (clean.length > AXIS_MAX || !clean.every(isPlainName)) {
      throw fieldInvalid("flag_scope_invalid", axis, `An axis has at most ${AXIS_MAX} names of 1 to 200 characters.`);
    }
    read[axis] = clean;
  }
  return read;
}
