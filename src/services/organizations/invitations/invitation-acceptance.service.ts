import { Invitation } from "../../../entities/organizations/invitation.entity.js";
import type { Database } from "../../../shared/database/database.js";
import { AppError, assert } from "../../../shared/errors.js";
import type { OperatorContext } from "../../../shared/operator-context.js";
import { plainNameOf } from "../../../shared/plain-name.js";
import type { Role } from "../../../shared/role.js";
import type { Origin, TenantContext } from "../../../shared/tenant-context.js";
import { UserContext } from "../../../shared/user-context.js";
import type { Journal } from "../../audit/journal.js";
import type { SessionService } from "../../identity/session.service.js";
import { tokenHash, tokenKind } from "../../identity/token.js";
import type { MailSettingsService } from "../../platform/mail/mail-settings.service.js";
import type { OrganizationService } from "../organization.service.js";
import type { InvitationService } from "./invitation.service.js";

/** So often at most a copied link makes us write to the address. */
const MAILED_AGAIN_AFTER_MS = 60_000;

/** What a person may know of an invitation before they are anybody here. */
export interface InvitationPreview {
  organizationName: string;
  inviterName: string | null;
  role: Role;
  /** With most of the name left out: whoever holds the link knows the address or has no need to. */
  maskedEmail: string;
  standing: "open" | "expired" | "accepted";
  expiresAt: Date;
  /** Whether this link also proves that its bearer reads the address. */
  isMailed: boolean;
}

export interface Accepted {
  organization: { id: string; slug: string; name: string };
  role: Role;
  /** They were a member before, by this invitation or otherwise. */
  isAlreadyMember: boolean;
  /** A session for the person who is new here; undefined for whoever came with one. */
  sessionToken: string | undefined;
}

/** Who accepts. */
export interface Accepting {
  token: string;
  /** Whoever is signed in. */
  user: UserContext | undefined;
  /** What a new person wants to be called; absent: as their address begins. */
  name?: string | null | undefined;
  origin: Origin;
}

interface FoundInvitation {
  id: string;
  organization_id: string;
  slug: string;
  organization_name: string;
  organization_status: string;
  inviter_name: string | null;
  email: string;
  role: Role;
  status: Invitation["status"];
  expires_at: Date;
  is_mailed: boolean;
  has_user: boolean;
}

interface AcceptanceParts {
  database: Database;
  operator: OperatorContext;
  organizations: OrganizationService;
  invitations: InvitationService;
  sessions: SessionService;
  mailSettings: MailSettingsService;
  journal: Journal;
}

/**
 * Turns an invitation into a membership, once. Signed in, its bearer must have the invited address. Not signed in, the link
 * from the mail proves that they read it, and makes them a user and signs them in if nobody has the address yet. A link that
 * was copied proves nothing, or an inviter could become anybody who is not here yet: it has the mail sent, and only where no
 * mail can be sent it is taken at its word.
 */
export class InvitationAcceptanceService {
  constructor(private readonly parts: AcceptanceParts) {}

  /** Null for a token that is unknown, replaced or revoked, and where the organization does not work. */
  async preview(token: string): Promise<InvitationPreview | null> {
    const found = await this.find(token);
    if (!found) return null;
    const isOver = found.expires_at <= this.parts.database.clock.now();
    return {
      organizationName: found.organization_name,
      inviterName: found.inviter_name,
      role: found.role,
      maskedEmail: masked(found.email),
      standing: found.status === "accepted" ? "accepted" : isOver || found.status === "expired" ? "expired" : "open",
      expiresAt: found.expires_at,
      isMailed: found.is_mailed,
    };
  }

  /**
   * Makes the bearer a member. Safe to repeat for somebody who is one (C-INV-03).
   *
   * @throws `invitation_invalid`, `invitation_expired`, `invitation_for_another`, `invitation_accepted`, `sign_in_first`,
   *   `invitation_mailed` and `name_invalid`; `seat_limit_reached`, `member_suspended` and `member_erased`. Whatever is
   *   refused, the invitation stays as it was.
   */
  async accept(accepting: Accepting): Promise<Accepted> {
    const { user, origin } = accepting;
    const found = await this.find(accepting.token);
    if (!found) throw refusals.invalid();
    const who = user ? await this.signedIn(user, found) : await this.stranger(accepting, found);
    const joined = await this.join(found, who);
    const { organization_id: id, slug, organization_name: name } = found;
    const accepted = { organization: { id, slug, name }, role: joined.role, isAlreadyMember: joined.isAlreadyMember };
    if (user) return { ...accepted, sessionToken: undefined };
    const { database, sessions } = this.parts;
    const { token } = await sessions.start(new UserContext({ database, userId: joined.userId, origin }), id);
    return { ...accepted, sessionToken: token };
  }

  private async find(token: string): Promise<FoundInvitation | undefined> {
    if (tokenKind(token) !== "invitation") return undefined;
    const [found] = await this.parts.database.lookup<FoundInvitation>("SELECT * FROM lookup.invitation($1)", [
      tokenHash(token),
    ]);
    return found && found.organization_status === "active" && found.status !== "revoked" ? found : undefined;
  }

  private async signedIn(user: UserContext, found: FoundInvitation): Promise<Joining> {
    const [row] = await user.query<{ email: string; name: string }>(
      "SELECT email, name FROM platform_user WHERE id = $1",
      [user.userId],
    );
    assert(row, "who is signed in is a user");
    if (row.email !== found.email) throw refusals.forAnother();
    return { kind: "known", name: row.name };
  }

  private async stranger({ token, name }: Accepting, found: FoundInvitation): Promise<Joining> {
    if (found.status === "accepted") throw refusals.accepted();
    const isOver = found.status === "expired" || found.expires_at <= this.parts.database.clock.now();
    if (isOver) throw refusals.expired();
    if (!found.is_mailed && (await this.parts.mailSettings.sending())) {
      await this.mailOnce(found);
      throw refusals.mailed();
    }
    if (found.has_user) throw refusals.signInFirst();
    const wanted = (name ?? "").trim() || (found.email.split("@")[0] ?? found.email);
    return { kind: "new", name: plainNameOf(wanted), token };
  }

  private join(
    found: FoundInvitation,
    joining: Joining,
  ): Promise<{ userId: string; role: Role; isAlreadyMember: boolean }> {
    const { operator, organizations, journal } = this.parts;
    return operator.asRegistrar(found.organization_id, async (ctx) => {
      // Of all who come with it at the same moment one goes on from here; the others see what that one did.
      const invitation = await lockedBy(ctx, found.id);
      const membership = await organizations.membershipOf(ctx, found.email);
      if (joining.kind === "known" && membership?.status === "ACTIVE") {
        if (invitation.status === "pending") await this.close(ctx, invitation, membership.membershipId);
        return { userId: membership.userId, role: membership.role, isAlreadyMember: true };
      }
      if (invitation.status === "accepted") throw refusals.accepted();
      if (invitation.status === "revoked") throw refusals.invalid();
      if (invitation.status === "expired" || invitation.expiresAt <= ctx.clock.now()) throw refusals.expired();
      // Replaced since it was looked up.
      if (joining.kind === "new" && !holds(invitation, joining.token)) throw refusals.invalid();
      // Whom an owner keeps out does not come back by an invitation of before.
      if (membership?.status === "SUSPENDED") throw refusals.suspended();
      const { name } = joining;
      const { membershipId, userId, isNewUser } = await organizations
        .joinIn(ctx, { email: invitation.email, name, role: invitation.role })
        .catch(tellGuest);
      // Somebody made the account meanwhile, and it is theirs to say who they are.
      if (joining.kind === "new" && !isNewUser) throw refusals.signInFirst();
      await this.close(ctx, invitation, membershipId);
      await journal.append(ctx, [
        {
          kind: "invitation.accepted",
          subject: { type: "invitation", id: invitation.id },
          data: { role: invitation.role, membershipId },
        },
      ]);
      return { userId, role: invitation.role, isAlreadyMember: false };
    });
  }

  private async close(ctx: TenantContext, invitation: Invitation, membershipId: string): Promise<void> {
    await ctx.execute(
      `UPDATE invitation SET status = 'accepted', accepted_at = $3, membership_id = $4
       WHERE organization_id = $1 AND id = $2`,
      [ctx.organizationId, invitation.id, ctx.clock.now(), membershipId],
    );
  }

  private async mailOnce(found: FoundInvitation): Promise<void> {
    const { operator, invitations } = this.parts;
    await operator.in(found.organization_id).transaction(async (ctx) => {
      const invitation = await lockedBy(ctx, found.id);
      if (invitation.status !== "pending") return;
      if (ctx.clock.now().getTime() - invitation.sentAt.getTime() < MAILED_AGAIN_AFTER_MS) return;
      await invitations.mailAnew(ctx, invitation);
    });
  }
}

/** Somebody who is signed in with the invited address, or somebody who proved that they read it. */
type Joining = { kind: "known"; name: string } | { kind: "new"; name: string; token: string };

function holds({ mailTokenHash, copyTokenHash }: Invitation, token: string): boolean {
  const hash = tokenHash(token);
  return hash.equals(mailTokenHash) || hash.equals(copyTokenHash);
}

async function lockedBy(ctx: TenantContext, id: string): Promise<Invitation> {
  const [row] = await ctx.query<object>(
    `SELECT organization_id AS "organizationId", id, email, role, status, invited_by_id AS "invitedById",
       mail_token_hash AS "mailTokenHash", copy_token_hash AS "copyTokenHash", created_at AS "createdAt",
       sent_at AS "sentAt", expires_at AS "expiresAt", accepted_at AS "acceptedAt", membership_id AS "membershipId"
     FROM invitation WHERE organization_id = $1 AND id = $2 FOR UPDATE`,
    [ctx.organizationId, id],
  );
  if (!row) throw refusals.invalid();
  return Object.assign(new Invitation(), row);
}

/** What is said to owners of a full organization is of no use to somebody who is no member yet. */
function tellGuest(error: unknown): never {
  throw error instanceof AppError && error.code === "seat_limit_reached" ? refusals.full() : error;
}

/** `jo@example.com` is `j•••@example.com`. */
function masked(email: string): string {
  const at = email.lastIndexOf("@");
  return `${email.slice(0, 1)}•••${email.slice(at)}`;
}

const refusal = (code: string, message: string): AppError => new AppError("unprocessable", message, { code });

const refusals = {
  invalid: () => refusal("invitation_invalid", "This invitation does not work any more. Ask for a new one."),
  expired: () => refusal("invitation_expired", "This invitation's time is over. Ask for a new one."),
  forAnother: () =>
    refusal("invitation_for_another", "This invitation is for another address than the one you are signed in with."),
  accepted: () => refusal("invitation_accepted", "This invitation was accepted. Sign in."),
  signInFirst: () => refusal("sign_in_first", "Somebody with this address is here already. Sign in to accept."),
  full: () =>
    refusal(
      "seat_limit_reached",
      "Every seat of this organization is taken. Ask whoever invited you: your invitation waits until there is one.",
    ),
  suspended: () =>
    refusal("member_suspended", "You are a member already, and kept out for now. Ask an owner of the organization."),
  mailed: () => refusal("invitation_mailed", "We have sent the invitation to its address. Accept it from there."),
};
