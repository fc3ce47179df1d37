import type { CursorCodec } from "../../shared/cursor.js";
import { cursorInvalid } from "../../shared/cursor.js";
import type { TenantContext } from "../../shared/tenant-context.js";
import type { ChainPlace, ChainVerification } from "./chain-verification.js";
import type { ChainReach, JournalVerifier } from "./journal-verifier.js";

/** Entries of one verification that somebody waits for: some tenths of a second. */
export const VERIFIED_ENTRIES_MAX = 50_000;

const PLACE = /^(\d{1,19}) ([0-9a-f]{64})$/;

export interface VerifiedPart extends ChainVerification, ChainReach {
  /** From here the next part goes on; null at the journal's end or at a break. */
  cursor: string | null;
}

/** Lets an organization recompute its own journal, part by part. */
export class JournalVerificationService {
  constructor(
    private readonly verifier: JournalVerifier,
    private readonly codec: CursorCodec,
  ) {}

  /**
   * Recomputes the journal from its beginning, or from where an earlier part ended: the cursor holds the hash that was
   * computed there, so that what is proved of the parts is proved of the whole. Reads only.
   */
  async verify(ctx: TenantContext, after: string | null | undefined): Promise<VerifiedPart> {
    ctx.require("journal:read");
    const from = after == null ? undefined : this.placeOf(ctx, after);
    const part = await this.verifier.verifyPart(ctx, VERIFIED_ENTRIES_MAX, from);
    const cursor = part.isComplete ? null : this.codec.seal(bindingOf(ctx), `${part.verified} ${part.chainHash}`);
    return { ...part, cursor };
  }

  private placeOf(ctx: TenantContext, cursor: string): ChainPlace {
    const [, position, chainHash] = PLACE.exec(this.codec.open(bindingOf(ctx), cursor)) ?? [];
    if (position === undefined || chainHash === undefined) throw cursorInvalid();
    return { position: BigInt(position), chainHash: Buffer.from(chainHash, "hex") };
  }
}

const bindingOf = (ctx: TenantContext) => ({
  purpose: "journalVerification",
  organizationId: ctx.organizationId,
  principalId: "staff",
});
