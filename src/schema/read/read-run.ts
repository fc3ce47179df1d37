import type { CursorCodec } from "../../shared/cursor.js";
import { cursorInvalid } from "../../shared/cursor.js";
import { principalId } from "../../shared/principal.js";
import { AppError } from "../../shared/errors.js";
import { isUuid } from "../../shared/ids.js";
import { requirePageWithin } from "../../shared/page-bounds.js";
import type { TenantContext } from "../../shared/tenant-context.js";
import type { Place, Run } from "./bindings.js";
import type { PageFacts } from "./finish.js";
import type { List } from "./list.js";
import { orderOf } from "./list.js";
import type { PlannedPage } from "./plan.js";

/** A page below the root cannot be read as it was asked for: an error of that field alone. */
export class NestedRefusal extends Error {
  constructor(readonly refusal: AppError) {
    super(refusal.message);
  }
}

type Arguments = Record<string, unknown>;

/** The values of one run of a plan, and what its pages' cursors mean. */
export class ReadRun implements Run {
  private readonly known = new Map<PlannedPage, Arguments>();

  /**
   * @param root - what the root's parameters are.
   * @param top - the plan's outermost page, whose arguments are the root; absent where the root is no page.
   */
  constructor(
    readonly ctx: TenantContext,
    private readonly cursors: CursorCodec,
    private readonly variables: Arguments,
    readonly root: Arguments,
    private readonly top?: PlannedPage,
  ) {
    if (top) this.check(top.list, root);
  }

  /** The arguments of a page in this request. Throws NestedRefusal for what a page below the root cannot be asked for. */
  argumentsOf(page: PlannedPage): Arguments {
    if (page === this.top) return this.root;
    let args = this.known.get(page);
    if (!args) {
      args = page.argumentsOf(this.variables);
      try {
        this.check(page.list, args);
      } catch (error) {
        throw error instanceof AppError ? new NestedRefusal(error) : error;
      }
      this.known.set(page, args);
    }
    return args;
  }

  /** Where a page begins whose argument `after` is given. */
  placeOf(page: PlannedPage): Place {
    const args = this.argumentsOf(page);
    return this.openCursor(page.list, args, args["after"] as string);
  }

  /** How many rows a page shows, and its cursors, which are for this asker and this list in this order alone. */
  readonly factsOf = (page: PlannedPage): PageFacts => {
    const args = this.argumentsOf(page);
    const binding = this.binding(page.list, args);
    return {
      first: Number(args["first"]),
      hasPreviousPage: args["after"] != null,
      cursorAt: (place) => this.cursors.seal(binding, place),
    };
  };

  private check(list: List, args: Arguments): void {
    const { first, after } = args;
    requirePageWithin(first);
    if (after != null) this.openCursor(list, args, after as string);
  }

  private openCursor(list: List, args: Arguments, cursor: string): Place {
    const [at, id] = this.cursors.open(this.binding(list, args), cursor).split(" ");
    const isPlace = at !== undefined && (at === "" || !Number.isNaN(Date.parse(at)));
    if (!isPlace || !isUuid(id)) throw cursorInvalid();
    return { at, id };
  }

  private binding(list: List, args: Arguments) {
    const { by, direction } = orderOf(list, args);
    return {
      purpose: `${list.name}:${by}:${direction}`,
      organizationId: this.ctx.organizationId,
      principalId: principalId(this.ctx.principal),
    };
  }
}
