import { Invitation } from "../../../entities/organizations/invitation.entity.js";
import { DAY_MS } from "../../../shared/calendar.js";
import { isUniqueViolation } from "../../../shared/database/database.js";
import { AppError, notFound } from "../../../shared/errors.js";
import { isUuid, newId } from "../../../shared/ids.js";
import type { Log } from "../../../shared/log.js";
import type { Role } from "../../../shared/role.js";
import type { TenantContext } from "../../../shared/tenant-context.js";
import type { Journal } from "../../audit/journal.js";
import type { JournalFact } from "../../audit/journal-fact.js";
import { newToken } from "../../identity/token.js";
import type { Gates } from "../../platform/gates.js";
import type { MailBrand } from "../../platform/mail/layout.js";
import { mailAddressOf } from "../../platform/mail/mail-text.js";
import type { MailService } from "../../platform/mail/mail.service.js";
import { requireOpenRoles } from "../gated-roles.js";
import { brandOf } from "../organization-brand.js";
import { readInvitationList } from "./invitation-list.js";

const VALID_DAYS = 7;
const EXPIRED_BATCH_MAX = 500;
/** Whoever needs more open ones at once invites nobody in particular. */
const OPEN_MAX = 5_000;

/** An invitation that was made or renewed, with the link that is shown this one time. */
export interface ShownInvitation {
  invitation: Invitation;
  url: string;
}

/** What became of one address of a list. */
export type InvitedRow = { line: number; text: string } & (
  | ({ kind: "invited" } & ShownInvitation)
  | { kind: "duplicate" | "emailInvalid" | "roleInvalid" | "alreadyMember" | "alreadyInvited" }
);

interface Wanted {
  email: string;
  role: Role;
}

/** What the mails of one request have in common. */
interface Inviter {
  name: string | null;
  membershipId: string | null;
  brand: MailBrand;
}

/** Invites people, and looks after what became of it. Accepting is `InvitationAcceptanceService`'s. */
export class InvitationService {
  constructor(
    private readonly journal: Journal,
    private readonly mail: MailService,
    private readonly gates: Gates,
    private readonly publicUrl: () => string,
    private readonly log: Log,
  ) {}

  /**
   * Invites one person. The mail leaves after the commit; that it does not arrive changes nothing, the link can be copied.
   *
   * @throws `email_invalid`; `member_exists` and `invitation_exists` as conflicts; the gate's refusal for a gated role;
   *   STEP_UP_REQUIRED for an owner.
   */
  async invite(ctx: TenantContext, given: Wanted): Promise<ShownInvitation> {
    ctx.require("invitation:write");
    const email = mailAddressOf(given.email, ["email"]).toLowerCase();
    await this.admitRoles(ctx, [given.role]);
    return ctx.transaction(async (ctx) => {
      const standing = await standingOf(ctx, [email]);
      if (standing.members.has(email)) throw conflict("member_exists", "This person is a member already.");
      const [made] = await this.make(ctx, [{ email, role: given.role }]);
      if (!made) throw conflict("invitation_exists", "This person is invited already. Send that invitation again.");
      return made;
    });
  }

  /**
   * Invites everybody on a pasted list, in one transaction, and says of each what became of it. Safe to repeat: who is
   * invited already is not invited twice.
   *
   * @throws `invitations_invalid`; the gate's refusal for a gated role; STEP_UP_REQUIRED for an owner.
   */
  async inviteMany(ctx: TenantContext, { text, role }: { text: string; role: Role }): Promise<InvitedRow[]> {
    ctx.require("invitation:write");
    const listed = readInvitationList(text, role);
    const wanted = listed.flatMap((row) => (row.kind === "address" ? [{ email: row.email, role: row.role }] : []));
    await this.admitRoles(
      ctx,
      wanted.map((one) => one.role),
    );
    return ctx.transaction(async (ctx) => {
      const { members } = await standingOf(
        ctx,
        wanted.map(({ email }) => email),
      );
      const made = await this.make(
        ctx,
        wanted.filter(({ email }) => !members.has(email)),
      );
      const byEmail = new Map(made.map((shown) => [shown.invitation.email, shown]));
      return listed.map((row): InvitedRow => {
        const { line, text } = row;
        if (row.kind !== "address") return { line, text, kind: row.kind };
        if (members.has(row.email)) return { line, text, kind: "alreadyMember" };
        const shown = byEmail.get(row.email);
        return shown ? { line, text, kind: "invited", ...shown } : { line, text, kind: "alreadyInvited" };
      });
    });
  }

  /**
   * Sends an invitation again, with new tokens: the links that were given out before lead nowhere. One that has expired is
   * open again.
   *
   * @throws `invitation_closed` for one that was revoked or accepted (A-ADM-05); `member_exists`, `invitation_exists`;
   *   STEP_UP_REQUIRED for an owner's.
   */
  async renew(ctx: TenantContext, invitationId: string): Promise<ShownInvitation> {
    ctx.require("invitation:write");
    return ctx.transaction(async (ctx) => {
      const invitation = await locked(ctx, invitationId);
      if (invitation.status === "revoked" || invitation.status === "accepted") {
        throw conflict("invitation_closed", `This invitation was ${invitation.status}. Make a new one.`);
      }
      const { email } = invitation;
      const { members, invited } = await standingOf(ctx, [email]);
      if (members.has(email)) throw conflict("member_exists", "This person is a member already.");
      if (invited.has(email) && invited.get(email) !== invitation.id) throw newer();
      await this.admitRoles(ctx, [invitation.role]);
      // A newer one that is over and that the job has not seen yet is in nobody's way.
      if (invitation.status !== "pending") {
        const over = await expireFor(ctx, email);
        await this.journal.append(
          ctx,
          over.map((one) => fact("invitation.expired", one)),
        );
      }
      const shown = await this.sendAnew(ctx, invitation);
      await this.journal.append(ctx, [fact("invitation.renewed", invitation)]);
      return shown;
    });
  }

  /**
   * Takes an invitation back: its links lead nowhere. Safe to repeat, also for one that has expired.
   *
   * @throws `invitation_closed` for one that was accepted: the person is a member.
   */
  async revoke(ctx: TenantContext, invitationId: string): Promise<Invitation> {
    ctx.require("invitation:write");
    return ctx.transaction(async (ctx) => {
      const invitation = await locked(ctx, invitationId);
      if (invitation.status === "accepted") {
        throw conflict("invitation_closed", "This invitation was accepted: the person is a member.");
      }
      if (invitation.status === "revoked") return invitation;
      await ctx.execute("UPDATE invitation SET status = 'revoked' WHERE organization_id = $1 AND id = $2", [
        ctx.organizationId,
        invitationId,
      ]);
      await this.journal.append(ctx, [fact("invitation.revoked", invitation)]);
      return Object.assign(invitation, { status: "revoked" as const });
    });
  }

  /**
   * Ends the organization's invitations whose time is over, each in a transaction of its own: one that cannot be ended
   * stops no other (C-CRON-04). Counts what was ended here, and nothing that somebody accepted meanwhile (C-BUG-21).
   */
  async expire(ctx: TenantContext): Promise<{ expired: number; failed: number }> {
    const due = await ctx.query<{ id: string; role: Role }>(DUE, [
      ctx.organizationId,
      ctx.clock.now(),
      EXPIRED_BATCH_MAX,
    ]);
    const counted = { expired: 0, failed: 0 };
    for (const invitation of due) {
      try {
        if (await this.expireOne(ctx, invitation)) counted.expired += 1;
      } catch (error) {
        counted.failed += 1;
        this.log.error({ err: error, invitation: invitation.id }, "an invitation could not be ended");
      }
    }
    return counted;
  }

  /** A new token for the mail, sent now; the copied link stays as it is. For somebody who comes with that. */
  async mailAnew(ctx: TenantContext, invitation: Invitation): Promise<void> {
    const { token, hash } = newToken("invitation");
    const now = ctx.clock.now();
    await ctx.execute(
      "UPDATE invitation SET mail_token_hash = $3, sent_at = $4 WHERE organization_id = $1 AND id = $2",
      [ctx.organizationId, invitation.id, hash, now],
    );
    const { email, role, expiresAt, invitedById } = invitation;
    await this.mailOf(ctx, { email, role, expiresAt, sentAt: now }, token, await inviterOf(ctx, invitedById));
  }

  private expireOne(ctx: TenantContext, invitation: { id: string; role: Role }): Promise<boolean> {
    return ctx.transaction(async (ctx) => {
      const now = ctx.clock.now();
      // The condition is asked again with the change: whoever accepted since then has joined.
      const ended = await ctx.execute(EXPIRE, [ctx.organizationId, invitation.id, now]);
      if (ended === 0) return false;
      await this.journal.append(ctx, [fact("invitation.expired", invitation)]);
      return true;
    });
  }

  /** Makes those who are not invited yet; of two requests at the same moment one makes each. */
  private async make(ctx: TenantContext, wanted: readonly Wanted[]): Promise<ShownInvitation[]> {
    if (wanted.length === 0) return [];
    await refuseTooMany(ctx, wanted.length);
    const membershipId = ctx.principal.kind === "member" ? ctx.principal.membershipId : null;
    const inviter = await inviterOf(ctx, membershipId);
    const now = ctx.clock.now();
    const made: ShownInvitation[] = [];
    const facts: JournalFact[] = [];
    // In one order for everybody, so that two lists with the same people do not wait for each other.
    for (const { email, role } of wanted.toSorted((a, b) => (a.email < b.email ? -1 : 1))) {
      const [mailed, copied] = [newToken("invitation"), newToken("invitation")];
      const values = { id: newId(), email, role, expiresAt: new Date(now.getTime() + VALID_DAYS * DAY_MS) };
      // An expired one that the job has not seen yet is in nobody's way.
      const over = await expireFor(ctx, email);
      facts.push(...over.map((invitation) => fact("invitation.expired", invitation)));
      const inserted = await ctx.execute(INSERT, [
        ctx.organizationId,
        values.id,
        email,
        role,
        membershipId,
        mailed.hash,
        copied.hash,
        now,
        values.expiresAt,
      ]);
      if (inserted === 0) continue;
      const invitation = Object.assign(new Invitation(), {
        ...values,
        organizationId: ctx.organizationId,
        status: "pending" as const,
        invitedById: membershipId,
        createdAt: now,
        sentAt: now,
        acceptedAt: null,
        membershipId: null,
        inviterName: inviter.name,
      });
      await this.mailOf(ctx, invitation, mailed.token, inviter);
      made.push({ invitation, url: this.urlOf(copied.token) });
      facts.push(fact("invitation.created", invitation));
    }
    await this.journal.append(ctx, facts);
    return made;
  }

  private async sendAnew(ctx: TenantContext, invitation: Invitation): Promise<ShownInvitation> {
    const [mailed, copied] = [newToken("invitation"), newToken("invitation")];
    const now = ctx.clock.now();
    const expiresAt = new Date(now.getTime() + VALID_DAYS * DAY_MS);
    await ctx
      .execute(RENEW, [ctx.organizationId, invitation.id, mailed.hash, copied.hash, now, expiresAt])
      .catch(unlessInvited);
    const inviter = await inviterOf(ctx, invitation.invitedById);
    const renewed = Object.assign(invitation, {
      status: "pending" as const,
      sentAt: now,
      expiresAt,
      inviterName: inviter.name,
    });
    await this.mailOf(ctx, renewed, mailed.token, inviter);
    return { invitation: renewed, url: this.urlOf(copied.token) };
  }

  private async mailOf(
    ctx: TenantContext,
    { email, role, expiresAt, sentAt }: Pick<Invitation, "email" | "role" | "expiresAt" | "sentAt">,
    token: string,
    { name, brand }: Inviter,
  ): Promise<void> {
    const validMinutes = Math.max(1, Math.floor((expiresAt.getTime() - sentAt.getTime()) / 60_000));
    const data = {
      url: this.urlOf(token),
      organizationName: brand.name,
      inviterName: name,
      role: inWords(role),
      validMinutes,
    };
    await this.mail.send(ctx, { to: email, template: "invitation", data, brand, validMinutes });
  }

  /** In the fragment, which no server logs and no referrer tells. */
  private urlOf(token: string): string {
    return `${this.publicUrl()}/invitation#token=${token}`;
  }

  /** A role may be gated; who makes somebody an owner shows first that it is them. */
  private async admitRoles(ctx: TenantContext, roles: readonly Role[]): Promise<void> {
    await requireOpenRoles(ctx, this.gates, roles);
    if (roles.includes("OWNER")) await ctx.requireStepUp();
  }
}

/** `BILLING_ADMIN` is "Billing admin". */
const inWords = (role: Role): string => {
  const words = role.toLowerCase().replaceAll("_", " ");
  return words.charAt(0).toUpperCase() + words.slice(1);
};

/** Which of the addresses belong to members, and which have an open invitation. */
async function standingOf(
  ctx: TenantContext,
  emails: readonly string[],
): Promise<{ members: Set<string>; invited: Map<string, string> }> {
  const [members, invited] = await Promise.all([
    ctx.query<{ email: string }>(MEMBERS, [ctx.organizationId, emails]),
    ctx.query<{ id: string; email: string }>(INVITED, [ctx.organizationId, emails, ctx.clock.now()]),
  ]);
  return {
    members: new Set(members.map(({ email }) => email)),
    invited: new Map(invited.map(({ id, email }) => [email, id])),
  };
}

async function refuseTooMany(ctx: TenantContext, more: number): Promise<void> {
  const [open] = await ctx.query<{ count: bigint }>(
    "SELECT count(*) AS count FROM invitation WHERE organization_id = $1 AND status = 'pending'",
    [ctx.organizationId],
  );
  if (Number(open?.count ?? 0) + more <= OPEN_MAX) return;
  throw new AppError("unprocessable", `At most ${OPEN_MAX} invitations are open at once.`, {
    code: "invitations_invalid",
  });
}

async function inviterOf(ctx: TenantContext, membershipId: string | null): Promise<Inviter> {
  const [row] = await ctx.query<{ name: string }>(INVITER, [ctx.organizationId, membershipId]);
  return { name: row?.name ?? null, membershipId, brand: await brandOf(ctx) };
}

async function locked(ctx: TenantContext, invitationId: string): Promise<Invitation> {
  if (!isUuid(invitationId)) throw notFound("invitation");
  return ctx.repo(Invitation).getForUpdate(invitationId);
}

/** Ends what was open for an address and whose time is over. */
const expireFor = (ctx: TenantContext, email: string): Promise<{ id: string; role: Role }[]> =>
  ctx.query(EXPIRE_FOR, [ctx.organizationId, email, ctx.clock.now()]);

/** Somebody else invited the person since we looked. */
function unlessInvited(error: unknown): never {
  throw isUniqueViolation(error) ? newer() : error;
}

const newer = (): AppError => conflict("invitation_exists", "This person has a newer invitation.");

const conflict = (code: string, message: string): AppError => new AppError("conflict", message, { code });

/** Nothing of a person: their address stays out of the journal's bytes. */
const fact = (kind: JournalFact["kind"], { id, role }: { id: string; role: Role }): JournalFact => ({
  kind,
  subject: { type: "invitation", id },
  data: { role },
});

const MEMBERS = `
  SELECT u.email FROM membership m JOIN platform_user u ON u.id = m.user_id
  WHERE m.organization_id = $1 AND u.email = ANY ($2) AND m.revoked_at IS NULL`;

const INVITED = `
  SELECT id, email FROM invitation
  WHERE organization_id = $1 AND email = ANY ($2) AND status = 'pending' AND expires_at > $3`;

const INVITER = `
  SELECT u.name FROM membership m JOIN platform_user u ON u.id = m.user_id
  WHERE m.organization_id = $1 AND m.id = $2`;

const INSERT = `
  INSERT INTO invitation (organization_id, id, email, role, invited_by_id, mail_token_hash, copy_token_hash, created_at,
    sent_at, expires_at)
  VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $8, $9)
  ON CONFLICT (organization_id, email) WHERE status = 'pending' DO NOTHING`;

const RENEW = `
  UPDATE invitation SET status = 'pending', mail_token_hash = $3, copy_token_hash = $4, sent_at = $5, expires_at = $6
  WHERE organization_id = $1 AND id = $2`;

const DUE = `
  SELECT id, role FROM invitation
  WHERE organization_id = $1 AND status = 'pending' AND expires_at <= $2 ORDER BY expires_at LIMIT $3`;

const EXPIRE = `
  UPDATE invitation SET status = 'expired'
  WHERE organization_id = $1 AND id = $2 AND status = 'pending' AND expires_at <= $3`;

const EXPIRE_FOR = `
  UPDATE invitation SET status = 'expired'
  WHERE organization_id = $1 AND email = $2 AND status = 'pending' AND expires_at <= $3 RETURNING id, role`;
