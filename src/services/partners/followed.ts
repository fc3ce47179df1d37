import { Partner } from "../../entities/partners/partner.entity.js";
import { Program } from "../../entities/partners/program.entity.js";
import { notFound } from "../../shared/errors.js";
import { isUuid } from "../../shared/ids.js";
import type { TenantContext } from "../../shared/tenant-context.js";
import { whoseOwn } from "./whose-own.js";

/** Of whom and of what a subscriber wants to hear; absent is all. */
export interface Followed {
  partnerId?: string | null | undefined;
  programId?: string | null | undefined;
}

/**
 * What a subscriber may hear of: a partner what is their own, everybody else what they name. Throws NOT_FOUND for what is
 * not there, whose follower would wait for ever.
 */
export async function allowedToFollow(
  ctx: TenantContext,
  asked: Followed,
): Promise<{ partnerId: string | undefined; programId: string | undefined }> {
  const partnerId = whoseOwn(ctx, asked.partnerId);
  const programId = asked.programId ?? undefined;
  if (programId !== undefined && !isUuid(programId)) throw notFound("program");
  const partner = partnerId === undefined ? undefined : await ctx.repo(Partner).get(partnerId);
  const program = programId === undefined ? undefined : await ctx.repo(Program).get(programId);
  // As they are stored: an id may have come in capitals.
  return { partnerId: partner?.id, programId: program?.id };
}
