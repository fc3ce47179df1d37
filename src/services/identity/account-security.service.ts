import { AppError, assert, fieldInvalid } from "../../shared/errors.js";
import { steppedUpUntil } from "../../shared/step-up.js";
import type { UserContext } from "../../shared/user-context.js";
import type { Journal } from "../audit/journal.js";
import type { JournalKind } from "../audit/journal-kinds.js";
import type { AttemptLimiter } from "../platform/attempt-limiter.js";
import type { PasskeyRow, PasskeyService } from "./credentials/passkey.service.js";
import type { PasswordService } from "./credentials/password.service.js";
import type { RelyingParty } from "./credentials/relying-party.js";
import { relyingPartyOf } from "./credentials/relying-party.js";
import type { TotpEnrolment, TotpService, TotpState } from "./credentials/totp.service.js";
import { asMember, tellOrganizations } from "./own-journals.js";
import type { OwnSession, OwnSessionsService } from "./own-sessions.service.js";
import { CODE_POLICY, PASSWORD_POLICY } from "./sign-in-limits.js";

/** What somebody can show to confirm that it is them. */
export type StepUpProof = { password: string } | { code: string } | { passkey: unknown };

export interface AccountSecurity {
  passwordSetAt: Date | null;
  app: TotpState | null;
  passkeys: PasskeyRow[];
  sessions: OwnSession[];
  steppedUpUntil: Date | null;
  hasPasskeysHere: boolean;
}

type Credential = "password" | "app" | "recoveryCodes" | "passkey";

export interface AccountSecurityParts {
  journal: Journal;
  passwords: PasswordService;
  totp: TotpService;
  passkeys: PasskeyService;
  ownSessions: OwnSessionsService;
  attempts: AttemptLimiter;
  publicUrl: () => string;
}

/**
 * What a person signs in with, in their own hands. Every change needs a fresh proof that it is them, and stands in the
 * journals of all their organizations.
 */
export class AccountSecurityService {
  constructor(private readonly parts: AccountSecurityParts) {}

  async overview(user: UserContext): Promise<AccountSecurity> {
    const { passwords, totp, passkeys, ownSessions } = this.parts;
    assert(user.sessionId !== undefined, "a session asks");
    return {
      passwordSetAt: await passwords.setAt(user),
      app: await totp.state(user),
      passkeys: await passkeys.list(user),
      sessions: await ownSessions.list(user),
      steppedUpUntil: await steppedUpUntil(user, user.sessionId),
      hasPasskeysHere: this.partyOrNull(user) !== null,
    };
  }

  /** Confirms for ten minutes that it is them. False: it is not. Throws RATE_LIMITED after too many wrong ones. */
  async stepUp(user: UserContext, proof: StepUpProof): Promise<boolean> {
    const { passwords, totp, passkeys, attempts } = this.parts;
    const { email } = await personOf(user);
    const policy = "password" in proof ? PASSWORD_POLICY : CODE_POLICY;
    // The same count as at the sign-in: a stolen session is no way around it.
    const attempt = await attempts.attempt([{ policy, subject: "password" in proof ? email : user.userId }]);
    const isThem =
      "password" in proof
        ? await passwords.verify(user, proof.password)
        : "code" in proof
          ? await totp.verify(user, proof.code)
          : (await passkeys.finishProof(user, this.party(user), proof.passkey)) !== undefined;
    if (!isThem) return false;
    await attempt.forgive();
    await user.transaction(async (user) => {
      await user.execute("UPDATE session SET stepped_up_at = $2 WHERE id = $1", [user.sessionId, user.clock.now()]);
      await this.tell(user, "session.confirmed", {});
    });
    return true;
  }

  /** What a browser needs to show one of their passkeys to `stepUp`. */
  beginStepUp(user: UserContext) {
    return this.parts.passkeys.beginProof(user, this.party(user));
  }

  /** Sets or changes it. After a change every other session ends: whoever knew the former one is out. */
  async setPassword(user: UserContext, password: string): Promise<void> {
    const { passwords, ownSessions } = this.parts;
    await user.requireStepUp();
    const { email } = await personOf(user);
    const hash = await passwords.hashOf(password, email);
    await user.transaction(async (user) => {
      const isChange = (await passwords.setAt(user)) !== null;
      await passwords.keep(user, hash);
      await this.tellOf(user, isChange ? "credential.changed" : "credential.added", "password");
      if (isChange) await ownSessions.endOthers(user);
    });
  }

  async removePassword(user: UserContext): Promise<void> {
    await user.requireStepUp();
    await user.transaction(async (user) => {
      if (await this.parts.passwords.remove(user)) await this.tellOf(user, "credential.removed", "password");
    });
  }

  async enrolApp(user: UserContext): Promise<TotpEnrolment> {
    await user.requireStepUp();
    return this.parts.totp.enrol(user, (await personOf(user)).email);
  }

  /** Gives the recovery codes, this one time. Throws `code_invalid` for a wrong code. */
  async confirmApp(user: UserContext, code: string): Promise<string[]> {
    await user.requireStepUp();
    const attempt = await this.parts.attempts.attempt([{ policy: CODE_POLICY, subject: user.userId }]);
    const codes = await user.transaction(async (user) => {
      const codes = await this.parts.totp.confirm(user, code);
      if (codes) await this.tellOf(user, "credential.added", "app");
      return codes;
    });
    if (!codes) {
      throw fieldInvalid("code_invalid", "code", "This code is not the one that the app shows now.");
    }
    await attempt.forgive();
    return codes;
  }

  async removeApp(user: UserContext): Promise<void> {
    await user.requireStepUp();
    await user.transaction(async (user) => {
      if (await this.parts.totp.remove(user)) await this.tellOf(user, "credential.removed", "app");
    });
  }

  /** Ten new ones, shown this one time; the former ones are of no use any more. */
  async renewRecoveryCodes(user: UserContext): Promise<string[]> {
    await user.requireStepUp();
    return user.transaction(async (user) => {
      if (!(await this.parts.totp.state(user))) {
        throw new AppError("conflict", "Recovery codes come with an authenticator app. Set one up first.", {
          code: "totp_missing",
        });
      }
      const codes = await this.parts.totp.renewRecoveryCodes(user);
      await this.tellOf(user, "credential.changed", "recoveryCodes");
      return codes;
    });
  }

  async beginPasskey(user: UserContext) {
    await user.requireStepUp();
    return this.parts.passkeys.beginRegistration(user, this.party(user), await personOf(user));
  }

  async addPasskey(user: UserContext, answer: unknown, name: string): Promise<PasskeyRow> {
    await user.requireStepUp();
    const passkey = await this.parts.passkeys.finishRegistration(user, this.party(user), answer, name);
    await user.transaction((user) => this.tellOf(user, "credential.added", "passkey"));
    return passkey;
  }

  renamePasskey(user: UserContext, id: string, name: string): Promise<void> {
    return this.parts.passkeys.rename(user, id, name);
  }

  async removePasskey(user: UserContext, id: string): Promise<void> {
    await user.requireStepUp();
    await user.transaction(async (user) => {
      await this.parts.passkeys.remove(user, id);
      await this.tellOf(user, "credential.removed", "passkey");
    });
  }

  private party({ origin }: UserContext): RelyingParty {
    return relyingPartyOf(this.parts.publicUrl(), origin.host);
  }

  private partyOrNull(user: UserContext): RelyingParty | null {
    try {
      return this.party(user);
    } catch (error) {
      if (error instanceof AppError) return null;
      throw error;
    }
  }

  private tellOf(user: UserContext, kind: JournalKind, credential: Credential): Promise<void> {
    return this.tell(user, kind, { credential });
  }

  private tell(user: UserContext, kind: JournalKind, data: Record<string, string>): Promise<void> {
    return tellOrganizations(this.parts.journal, user, asMember(user), ({ membershipId }) => ({
      kind,
      subject: { type: "membership", id: membershipId },
      data,
    }));
  }
}

async function personOf(user: UserContext): Promise<{ email: string; name: string }> {
  const [person] = await user.query<{ email: string; name: string }>(
    "SELECT email, name FROM platform_user WHERE id = $1",
    [user.userId],
  );
  assert(person, "who is signed in is a user");
  return person;
}
