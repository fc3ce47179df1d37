import type { CursorCodec } from "../../shared/cursor.js";
import { cursorInvalid } from "../../shared/cursor.js";
import type { TenantContext } from "../../shared/tenant-context.js";
import { journalSize } from "./journal-size.js";

/** A position, or -1 before the first one. */
const POSITION = /^(-1|\d{1,19})$/;

/**
 * Cursors into an organization's journal: one kind for its list and for every subscription that follows it. A cursor is a
 * place and no right, since what stands after it is shown by the rights of whoever brings it. So it belongs to an
 * audience and not to one membership: frames can be shared, and a change of role costs nobody their place (ADR 0011).
 */
export class JournalCursors {
  constructor(private readonly codec: CursorCodec) {}

  /** The cursor of a position. */
  at(ctx: TenantContext, position: bigint): string {
    return this.codec.seal(bindingOf(ctx), String(position));
  }

  /** The cursor of what is sealed now: whoever follows from here misses nothing that this snapshot does not show. */
  async now(ctx: TenantContext): Promise<string> {
    return this.at(ctx, (await journalSize(ctx)) - 1n);
  }

  /** The position of a cursor, undefined without one. Throws `cursor_invalid` for what was not made for this audience. */
  positionOf(ctx: TenantContext, cursor: string | null | undefined): bigint | undefined {
    if (cursor == null) return undefined;
    const position = this.codec.open(bindingOf(ctx), cursor);
    if (!POSITION.test(position)) throw cursorInvalid();
    return BigInt(position);
  }
}

const bindingOf = (ctx: TenantContext) => ({
  purpose: "journal",
  organizationId: ctx.organizationId,
  principalId: audienceOf(ctx),
});

/** Each partner alone, or everybody who works for the organization. */
export const audienceOf = ({ principal }: TenantContext): string =>
  principal.kind === "partner" ? `partner:${principal.partnerId}` : "staff";
