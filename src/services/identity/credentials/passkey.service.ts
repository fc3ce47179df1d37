import type {
  AuthenticationResponseJSON,
  PublicKeyCredentialCreationOptionsJSON,
  PublicKeyCredentialRequestOptionsJSON,
  RegistrationResponseJSON,
} from "@simplewebauthn/server";
import {
  generateAuthenticationOptions,
  generateRegistrationOptions,
  verifyAuthenticationResponse,
  verifyRegistrationResponse,
} from "@simplewebauthn/server";

import type { Database } from "../../../shared/database/database.js";
import { AppError, notFound } from "../../../shared/errors.js";
import { isUuid, newId } from "../../../shared/ids.js";
import { plainNameOf } from "../../../shared/plain-name.js";
import type { OwnRows } from "./own-rows.js";
import type { ChallengePurpose, PasskeyChallenges } from "./passkey-challenges.js";
import { answeredChallenge, authenticationAnswer, registrationAnswer } from "./passkey-answer.js";
import type { RelyingParty } from "./relying-party.js";

const RP_NAME = "Tributary";
const PASSKEYS_MAX = 20;

export interface PasskeyRow {
  id: string;
  name: string;
  createdAt: Date;
  lastUsedAt: Date | null;
  isSynced: boolean;
}

/** What a browser sent, and the challenge that it answers. */
interface Answered {
  response: AuthenticationResponseJSON;
  challenge: string;
}

interface StoredPasskey {
  id: string;
  credential_id: string;
  public_key: Buffer;
  counter: bigint;
  transports: string[];
}

/** Who a passkey has proved that somebody is. */
export interface PasskeyProof {
  userId: string;
  passkeyId: string;
}

/**
 * Passkeys (WebAuthn). Every one is discoverable, so that people sign in without typing a name, and verifies its user by
 * a finger, a face or a PIN: one passkey is two factors. Attestation is not asked for: any maker's is welcome.
 */
export class PasskeyService {
  constructor(
    private readonly database: Pick<Database, "lookup">,
    private readonly challenges: PasskeyChallenges,
  ) {}

  /** What the browser needs to make a passkey. */
  async beginRegistration(
    own: OwnRows,
    party: RelyingParty,
    person: { email: string; name: string },
  ): Promise<PublicKeyCredentialCreationOptionsJSON> {
    const known = await this.storedOf(own);
    if (known.length >= PASSKEYS_MAX) {
      throw new AppError("conflict", `${PASSKEYS_MAX} passkeys are enough. Remove one first.`, {
        code: "passkeys_max",
      });
    }
    const options = await generateRegistrationOptions({
      rpName: RP_NAME,
      rpID: party.id,
      userID: new Uint8Array(Buffer.from(own.userId, "utf8")),
      userName: person.email,
      userDisplayName: person.name,
      attestationType: "none",
      excludeCredentials: known.map(({ credential_id: id, transports }) => ({ id, transports })),
      authenticatorSelection: { residentKey: "required", userVerification: "required" },
    });
    await this.challenges.keep(own, options.challenge, "register", own.userId);
    return options;
  }

  /** Keeps the passkey that the browser has made. Throws `passkey_invalid` for an answer that proves nothing. */
  async finishRegistration(own: OwnRows, party: RelyingParty, answer: unknown, name: string): Promise<PasskeyRow> {
    const named = plainNameOf(name);
    const response = registrationAnswer(answer);
    const challenge = response && answeredChallenge(response.response.clientDataJSON);
    if (challenge === undefined || !(await this.challenges.take(own, challenge, "register", own.userId))) {
      throw passkeyInvalid();
    }
    const { verified, registrationInfo } = await verifyRegistrationResponse({
      response: response as unknown as RegistrationResponseJSON,
      expectedChallenge: challenge,
      expectedOrigin: party.origin,
      expectedRPID: party.id,
      requireUserVerification: true,
    }).catch(() => ({ verified: false as const, registrationInfo: undefined }));
    if (!verified || !registrationInfo) throw passkeyInvalid();
    const { credential, credentialBackedUp } = registrationInfo;
    const id = newId();
    return own.transaction(async (own) => {
      const createdAt = own.clock.now();
      const made = await own.execute(
        `INSERT INTO user_passkey
           (id, user_id, credential_id, public_key, counter, transports, name, is_synced, created_at)
         SELECT $1, $2, $3, $4, $5, $6, $7, $8, $9
         WHERE (SELECT count(*) FROM user_passkey WHERE user_id = $2) < ${PASSKEYS_MAX}
         ON CONFLICT DO NOTHING`,
        [
          id,
          own.userId,
          credential.id,
          Buffer.from(credential.publicKey),
          credential.counter,
          (credential.transports ?? []).filter((transport) => /^[a-z-]{1,20}$/.test(transport)),
          named,
          credentialBackedUp,
          createdAt,
        ],
      );
      // The same passkey twice, or one too many: neither is a new one.
      if (made === 0) throw passkeyInvalid();
      return { id, name: named, createdAt, lastUsedAt: null, isSynced: credentialBackedUp };
    });
  }

  /** What the browser needs to show any passkey of this host: a sign-in that begins without a name. */
  beginSignIn(nobody: OwnRows, party: RelyingParty): Promise<PublicKeyCredentialRequestOptionsJSON> {
    return this.beginAsking(nobody, party, { purpose: "signIn", userId: null, known: [] });
  }

  /**
   * Who a browser's answer proves that somebody is; undefined if nobody.
   *
   * @param rowsOf - the way to the rows of whoever it turns out to be.
   */
  async finishSignIn(
    rowsOf: (userId: string) => OwnRows,
    party: RelyingParty,
    answer: unknown,
  ): Promise<PasskeyProof | undefined> {
    const answered = await this.answered(rowsOf(newId()), answer, "signIn", null);
    if (!answered) return undefined;
    const [owner] = await this.database.lookup<{ user_id: string }>("SELECT user_id FROM lookup.passkey_owner($1)", [
      answered.response.id,
    ]);
    return owner && this.check(rowsOf(owner.user_id), party, answered);
  }

  /** What the browser needs to show one of the person's own passkeys. */
  async beginProof(own: OwnRows, party: RelyingParty): Promise<PublicKeyCredentialRequestOptionsJSON> {
    return this.beginAsking(own, party, { purpose: "prove", userId: own.userId, known: await this.storedOf(own) });
  }

  /** Whether the answer proves that it is them. */
  async finishProof(own: OwnRows, party: RelyingParty, answer: unknown): Promise<PasskeyProof | undefined> {
    const answered = await this.answered(own, answer, "prove", own.userId);
    return answered && this.check(own, party, answered);
  }

  /** Theirs, oldest first. */
  list(own: OwnRows): Promise<PasskeyRow[]> {
    return own.query<PasskeyRow>(
      `SELECT id, name, created_at AS "createdAt", last_used_at AS "lastUsedAt", is_synced AS "isSynced"
       FROM user_passkey WHERE user_id = $1 ORDER BY created_at, id LIMIT ${PASSKEYS_MAX}`,
      [own.userId],
    );
  }

  async rename(own: OwnRows, id: string, name: string): Promise<void> {
    const named = plainNameOf(name);
    if (!isUuid(id)) throw notFound("passkey");
    const renamed = await own.execute("UPDATE user_passkey SET name = $3 WHERE user_id = $1 AND id = $2", [
      own.userId,
      id,
      named,
    ]);
    if (renamed === 0) throw notFound("passkey");
  }

  async remove(own: OwnRows, id: string): Promise<void> {
    if (!isUuid(id)) throw notFound("passkey");
    const removed = await own.execute("DELETE FROM user_passkey WHERE user_id = $1 AND id = $2", [own.userId, id]);
    if (removed === 0) throw notFound("passkey");
  }

  private async beginAsking(
    own: OwnRows,
    party: RelyingParty,
    { purpose, userId, known }: { purpose: ChallengePurpose; userId: string | null; known: StoredPasskey[] },
  ): Promise<PublicKeyCredentialRequestOptionsJSON> {
    const options = await generateAuthenticationOptions({
      rpID: party.id,
      userVerification: "required",
      allowCredentials: known.map(({ credential_id: id, transports }) => ({ id, transports })),
    });
    await this.challenges.keep(own, options.challenge, purpose, userId);
    return options;
  }

  /** An answer whose challenge was open; it is used up now. */
  private async answered(
    own: OwnRows,
    answer: unknown,
    purpose: ChallengePurpose,
    userId: string | null,
  ): Promise<Answered | undefined> {
    const response = authenticationAnswer(answer);
    const challenge = response && answeredChallenge(response.response.clientDataJSON);
    if (!response || challenge === undefined) return undefined;
    if (!(await this.challenges.take(own, challenge, purpose, userId))) return undefined;
    return { response: response as unknown as AuthenticationResponseJSON, challenge };
  }

  /** A counter that does not rise says that the passkey was copied: it is refused. */
  private async check(own: OwnRows, party: RelyingParty, answered: Answered): Promise<PasskeyProof | undefined> {
    const { response, challenge } = answered;
    const [stored] = await own.query<StoredPasskey>(`${STORED} WHERE user_id = $1 AND credential_id = $2`, [
      own.userId,
      response.id,
    ]);
    if (!stored) return undefined;
    const verified = await verifyAuthenticationResponse({
      response,
      expectedChallenge: challenge,
      expectedOrigin: party.origin,
      expectedRPID: party.id,
      credential: {
        id: stored.credential_id,
        publicKey: new Uint8Array(stored.public_key),
        counter: Number(stored.counter),
      },
      requireUserVerification: true,
    }).catch(() => undefined);
    if (!verified?.verified) return undefined;
    const { newCounter, credentialBackedUp } = verified.authenticationInfo;
    const used = await own.transaction((own) =>
      own.execute(
        // Asked again here, for it may have risen meanwhile. Passkeys that do not count always say 0.
        `UPDATE user_passkey SET counter = $2, is_synced = $3, last_used_at = $4
         WHERE id = $1 AND (counter < $2 OR (counter = 0 AND $2 = 0))`,
        [stored.id, newCounter, credentialBackedUp, own.clock.now()],
      ),
    );
    return used === 1 ? { userId: own.userId, passkeyId: stored.id } : undefined;
  }

  private storedOf(own: OwnRows): Promise<StoredPasskey[]> {
    return own.query<StoredPasskey>(`${STORED} WHERE user_id = $1 ORDER BY created_at LIMIT ${PASSKEYS_MAX}`, [
      own.userId,
    ]);
  }
}

const STORED = "SELECT id, credential_id, public_key, counter, transports FROM user_passkey";

const passkeyInvalid = (): AppError =>
  new AppError("unprocessable", "This passkey could not be checked. Try once more.", { code: "passkey_invalid" });
