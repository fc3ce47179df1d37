import type { Database } from "../../shared/database/database.js";
import type { Log } from "../../shared/log.js";
import type { Origin } from "../../shared/tenant-context.js";
import { TenantContext } from "../../shared/tenant-context.js";
import { UserContext } from "../../shared/user-context.js";
import type { AttemptLimiter } from "../platform/attempt-limiter.js";
import { isMailAddress } from "../platform/mail/mail-text.js";
import type { MailService } from "../platform/mail/mail.service.js";
import { networkOf } from "../platform/network-of.js";
import { signInAddress, signInAddressOfPerson } from "./sign-in-address.js";
import type { SignInLinkService } from "./sign-in-link.service.js";
import { ADDRESS_POLICY, LINK_POLICY } from "./sign-in-limits.js";

export const MAILED_LINK_MINUTES = 30;
/** Nobody is a partner of more organizations under one address; who is gets mails of the first ones. */
const PARTNERSHIPS_MAX = 10;
/** Requests that wait for their mail. Beyond, people are asked to come again. */
const PENDING_MAX = 1000;

interface Holder {
  organization_id: string;
  slug: string;
  principal_kind: "member" | "partner";
  principal_id: string;
}

export interface SignInRequestParts {
  database: Database;
  links: SignInLinkService;
  mail: MailService;
  attempts: AttemptLimiter;
  log: Log;
  tenancy: "single" | "multi";
  publicUrl: () => string;
}

/**
 * Mails sign-in links to whoever asks for them and may sign in. The answer is the same for everybody, and is given before
 * anybody is looked up: neither it nor its time tells whether an address is known, revoked or suspended (A-AUTH-05).
 */
export class SignInRequestService {
  private readonly pending = new Set<Promise<void>>();

  constructor(private readonly parts: SignInRequestParts) {}

  /** Throws RATE_LIMITED for one address that asks too often, and for one account for which is asked too often. */
  async request(email: string, asked: { organizationId?: string | undefined; origin: Origin }): Promise<void> {
    const address = email.trim().toLowerCase();
    await this.parts.attempts.attempt([
      { policy: ADDRESS_POLICY, subject: networkOf(asked.origin.ip ?? "") },
      { policy: LINK_POLICY, subject: address.slice(0, 254) },
    ]);
    if (!isMailAddress(address) || this.pending.size >= PENDING_MAX) return;
    const work = this.send(address, asked)
      .catch((error: unknown) => this.parts.log.error({ err: error }, "a sign-in link was not mailed"))
      .finally(() => this.pending.delete(work));
    this.pending.add(work);
  }

  /** Resolves once every mail that was asked for stands in the outbox. */
  async settled(): Promise<void> {
    await Promise.all(this.pending);
  }

  private async send(
    address: string,
    { organizationId, origin }: { organizationId?: string | undefined; origin: Origin },
  ): Promise<void> {
    const { database } = this.parts;
    const holders = await database.lookup<Holder>("SELECT * FROM lookup.principals($1)", [address]);
    const [known] = await database.lookup<{ user_id: string }>("SELECT user_id FROM lookup.user_with_email($1)", [
      address,
    ]);
    if (known) {
      const user = new UserContext({ database, userId: known.user_id, origin });
      const isMember = holders.some(({ principal_kind: kind }) => kind === "member");
      if (isMember || !(await isAlreadyMember(user))) await this.sendToPerson(user, address);
    }
    const partnerships = holders.filter(
      (holder) =>
        holder.principal_kind === "partner" &&
        (organizationId === undefined || holder.organization_id === organizationId),
    );
    for (const holder of partnerships.slice(0, PARTNERSHIPS_MAX)) await this.sendToPartner(holder, address, origin);
  }

  private async sendToPerson(user: UserContext, to: string): Promise<void> {
    const { links, mail, publicUrl } = this.parts;
    await user.transaction(async (user) => {
      const token = await links.createForUser(user, MAILED_LINK_MINUTES / 60);
      const url = signInAddressOfPerson(publicUrl(), token);
      await mail.send(user.open, {
        to,
        template: "signInLink",
        data: { url, validMinutes: MAILED_LINK_MINUTES },
        validMinutes: MAILED_LINK_MINUTES,
      });
    });
  }

  private async sendToPartner(holder: Holder, to: string, origin: Origin): Promise<void> {
    const { database, links, mail, publicUrl, tenancy } = this.parts;
    const { organization_id: organizationId, slug, principal_id: id } = holder;
    const principal = { kind: "system", name: "sign-in" } as const;
    const ctx = new TenantContext({ database, organizationId, principal, origin });
    await ctx.transaction(async (ctx) => {
      const token = await links.create(ctx, { kind: "partner", id }, MAILED_LINK_MINUTES / 60);
      const [organization] = await ctx.query<{ name: string }>("SELECT name FROM organization WHERE id = $1", [
        organizationId,
      ]);
      await mail.send(ctx, {
        to,
        template: "partnerSignInLink",
        data: { url: signInAddress(publicUrl(), tenancy, slug, token), validMinutes: MAILED_LINK_MINUTES },
        brand: { name: organization?.name ?? slug },
        validMinutes: MAILED_LINK_MINUTES,
      });
    });
  }
}

/** Whoever has lost every membership is not let in by a link; whoever never had one may come and create an organization. */
async function isAlreadyMember(user: UserContext): Promise<boolean> {
  return (await user.query("SELECT FROM membership WHERE user_id = $1 LIMIT 1", [user.userId])).length > 0;
}
