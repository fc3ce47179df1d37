import { isUuid } from "../../shared/ids.js";
import type { TenantContext } from "../../shared/tenant-context.js";
import type { Filter } from "./list.js";
import type { PlannedPage } from "./plan.js";

/** Where a row stands in a list: at an instant, unless the list is ordered by id alone. */
export interface Place {
  at: string;
  id: string;
}

/** One run of a statement: where its values come from. */
export interface Run {
  ctx: TenantContext;
  /** What the root is asked for: a list's arguments, an id, ids. */
  root: Record<string, unknown>;
  /** The arguments of a list below the root. */
  argumentsOf: (page: PlannedPage) => Record<string, unknown>;
  /** Where a page begins: the parts of its cursor. Throws where the cursor is none of ours. */
  placeOf: (page: PlannedPage) => Place;
}

/** Gives one parameter's value for a run. */
export type Binding = (run: Run) => unknown;

/** The parameters of a statement, in their order; the same source is the same parameter. */
export class Bindings {
  private readonly numbers = new Map<string, number>();
  readonly all: Binding[] = [];

  /** The organization that asks. */
  organization(): string {
    return this.once("organization", ({ ctx }) => ctx.organizationId, "uuid");
  }

  /** The partner who asks; NULL for everybody else. */
  partner(): string {
    return this.once(
      "partner",
      ({ ctx: { principal } }) => (principal.kind === "partner" ? principal.partnerId : null),
      "uuid",
    );
  }

  /** The instant of the read. */
  now(): string {
    return this.once("now", ({ ctx }) => ctx.clock.now().toISOString(), "timestamptz");
  }

  /** One of the things that the root is asked for. */
  root(name: string, type: string): string {
    return this.once(`root:${name}`, ({ root }) => root[name], type);
  }

  /** Any other value: a parameter of its own. */
  add(binding: Binding, type: string): string {
    this.all.push(binding);
    return `$${this.all.length}::${type}`;
  }

  private once(source: string, binding: Binding, type: string): string {
    let number = this.numbers.get(source);
    if (number === undefined) {
      number = this.all.push(binding);
      this.numbers.set(source, number);
    }
    return `$${number}::${type}`;
  }
}

/** The years that ISO 8601 and PostgreSQL write alike: no row has an instant beyond them. */
const INSTANT_MIN = Date.parse("0001-01-01T00:00:00.000Z");
const INSTANT_MAX = Date.parse("9999-12-31T23:59:59.999Z");

/** A filter's value as PostgreSQL takes it. What no row can hold becomes null, and lets nothing through. */
export function filterValue(value: unknown, { type }: Filter): unknown {
  if (type === "uuid") return isUuid(value as string) ? value : null;
  if (value instanceof Date)
    return new Date(Math.min(Math.max(value.getTime(), INSTANT_MIN), INSTANT_MAX)).toISOString();
  if (typeof value === "string" && (value.includes("\0") || !value.isWellFormed())) return null;
  return value;
}
