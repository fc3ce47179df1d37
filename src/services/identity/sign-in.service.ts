import type { Database } from "../../shared/database/database.js";
import { newId } from "../../shared/ids.js";
import type { Origin } from "../../shared/tenant-context.js";
import { UserContext } from "../../shared/user-context.js";
import type { AttemptLimiter } from "../platform/attempt-limiter.js";
import { networkOf } from "../platform/network-of.js";
import { isMailAddress } from "../platform/mail/mail-text.js";
import type { AuthenticationService, Recognised } from "./authentication.service.js";
import type { PasskeyService } from "./credentials/passkey.service.js";
import type { PasswordService } from "./credentials/password.service.js";
import { relyingPartyOf } from "./credentials/relying-party.js";
import type { Entered, SecondFactor, SecondStepService } from "./second-step.service.js";
import type { SignInProof } from "./session.service.js";
import type { SignInLinkService } from "./sign-in-link.service.js";
import { ADDRESS_POLICY, PASSWORD_POLICY } from "./sign-in-limits.js";
import { placeToBegin } from "./sign-in-place.js";

/** Where somebody signs in: in the organization of the path or of the installation, if one is meant. */
export interface SignInAsked {
  organizationId?: string | undefined;
  origin: Origin;
}

export type SignInOutcome =
  | { kind: "signedIn"; token: string; recognised: Recognised }
  | { kind: "secondStep"; token: string; expiresAt: Date }
  | { kind: "linkInvalid" | "credentialsInvalid" | "passkeyInvalid" | "stepOver" }
  | { kind: "codeInvalid"; attemptsLeft: number };

export interface SignInParts {
  database: Database;
  authentication: AuthenticationService;
  links: SignInLinkService;
  passwords: PasswordService;
  passkeys: PasskeyService;
  secondSteps: SecondStepService;
  attempts: AttemptLimiter;
  publicUrl: () => string;
}

/**
 * Turns what somebody shows into a session. A refusal does not say what was wrong, and takes as long whether or not there
 * is such a person.
 */
export class SignInService {
  constructor(private readonly parts: SignInParts) {}

  async byLink(token: string, asked: SignInAsked): Promise<SignInOutcome> {
    const entered = await this.parts.links.consume(token, asked);
    return entered ? this.letIn(entered) : { kind: "linkInvalid" };
  }

  /** Throws RATE_LIMITED beyond ten failures in a quarter of an hour, of an address or an account, known or not. */
  async byPassword(given: { email: string; password: string }, asked: SignInAsked): Promise<SignInOutcome> {
    const { database, passwords, attempts } = this.parts;
    const address = given.email.trim().toLowerCase();
    const email = isMailAddress(address) ? address : "";
    const attempt = await attempts.attempt([
      { policy: ADDRESS_POLICY, subject: networkOf(asked.origin.ip ?? "") },
      { policy: PASSWORD_POLICY, subject: email },
    ]);
    const [found] = await database.lookup<{ user_id: string }>("SELECT user_id FROM lookup.user_with_email($1)", [
      email,
    ]);
    // Of nobody there is as much to look up and to compute as of somebody.
    const user = this.userOf(found?.user_id ?? newId(), asked.origin);
    const isRight = await passwords.verify(user, given.password);
    if (!found || !isRight) return { kind: "credentialsInvalid" };
    await attempt.forgive();
    return (await this.enter(user, asked, "password")) ?? { kind: "credentialsInvalid" };
  }

  /** What a browser needs to offer the passkeys that it has for this host. */
  async beginPasskey({ origin }: SignInAsked) {
    const { passkeys, publicUrl } = this.parts;
    return passkeys.beginSignIn(this.userOf(newId(), origin), relyingPartyOf(publicUrl(), origin.host));
  }

  /** A passkey is two factors in one: what somebody has, and their finger, face or PIN. No second step follows. */
  async byPasskey(answer: unknown, asked: SignInAsked): Promise<SignInOutcome> {
    const { passkeys, attempts, publicUrl } = this.parts;
    const party = relyingPartyOf(publicUrl(), asked.origin.host);
    const attempt = await attempts.attempt([{ policy: ADDRESS_POLICY, subject: networkOf(asked.origin.ip ?? "") }]);
    const proof = await passkeys.finishSignIn((userId) => this.userOf(userId, asked.origin), party, answer);
    if (!proof) return { kind: "passkeyInvalid" };
    await attempt.forgive();
    const user = this.userOf(proof.userId, asked.origin);
    return (await this.enter(user, asked, "passkey")) ?? { kind: "passkeyInvalid" };
  }

  async bySecondFactor(token: string, factor: SecondFactor, { origin }: SignInAsked): Promise<SignInOutcome> {
    const outcome = await this.parts.secondSteps.finish(token, factor, origin);
    return outcome.kind === "session" ? this.letIn(outcome) : outcome;
  }

  private async enter(user: UserContext, asked: SignInAsked, shown: SignInProof): Promise<SignInOutcome | undefined> {
    const { secondSteps } = this.parts;
    const entered = await user.transaction(async (user) => {
      const place = await placeToBegin(user, asked.organizationId);
      return place === undefined ? undefined : secondSteps.enter(user, place, shown);
    });
    return entered && this.letIn(entered);
  }

  private async letIn(entered: Entered): Promise<SignInOutcome> {
    if (entered.kind === "secondStep") return entered;
    const recognised = await this.parts.authentication.authenticate(entered.token);
    return { kind: "signedIn", token: entered.token, recognised };
  }

  private userOf(userId: string, origin: Origin): UserContext {
    return new UserContext({ database: this.parts.database, userId, origin });
  }
}
