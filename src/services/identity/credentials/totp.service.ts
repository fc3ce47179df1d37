import { Secret, TOTP } from "otpauth";

import { AppError, assert } from "../../../shared/errors.js";
import { SealedBox } from "../../../shared/sealed-box.js";
import type { OwnRows } from "./own-rows.js";
import { newRecoveryCodes, recoveryCodeHash } from "./recovery-codes.js";

const ISSUER = "Tributary";
const SECRET_BYTES = 20;
const PERIOD_SECONDS = 30;
/** The step before and the one after are taken as well: phones' clocks differ. */
const STEPS_BESIDE = 1;
const CODE = /^\d{6}$/;

/** What an authenticator app is given, once. */
export interface TotpEnrolment {
  /** In base 32, for typing it in. */
  secret: string;
  /** `otpauth://…`, for a QR code. */
  uri: string;
}

export interface TotpState {
  confirmedAt: Date;
  recoveryCodesLeft: number;
}

interface TotpRow {
  sealed: Buffer;
  confirmed_at: Date | null;
}

/**
 * Codes of authenticator apps (RFC 6238: SHA-1, six digits, 30 seconds, for that is what all apps know), and the recovery
 * codes for when the phone is gone. The secret is sealed, bound to its owner; a code's time step is accepted once.
 */
export class TotpService {
  private readonly box: SealedBox;

  constructor(secretKey: Buffer) {
    this.box = new SealedBox(secretKey, "totp");
  }

  /** Begins: until it is confirmed it asks nobody for anything. Repeated, the secret before is of no use any more. */
  async enrol(own: OwnRows, account: string): Promise<TotpEnrolment> {
    const secret = new Secret({ size: SECRET_BYTES });
    const made = await own.transaction((own) =>
      own.execute(
        `INSERT INTO user_totp AS totp (user_id, sealed, created_at) VALUES ($1, $2, $3)
         ON CONFLICT (user_id) DO UPDATE SET sealed = excluded.sealed, created_at = excluded.created_at, last_step = NULL
         WHERE totp.confirmed_at IS NULL`,
        [own.userId, this.box.seal(secret.base32, own.userId), own.clock.now()],
      ),
    );
    if (made === 0) {
      throw new AppError("conflict", "You have an authenticator app already. Remove it first.", {
        code: "totp_enrolled",
      });
    }
    return { secret: secret.base32, uri: totpOf(secret, account).toString() };
  }

  /** The first code proves that the app has the secret. Gives the recovery codes, this one time; null for a wrong code. */
  confirm(own: OwnRows, code: string): Promise<string[] | null> {
    return own.transaction(async (own) => {
      const row = await this.rowOf(own);
      if (!row || row.confirmed_at !== null || !(await this.acceptStep(own, row, code))) return null;
      await own.execute("UPDATE user_totp SET confirmed_at = $2 WHERE user_id = $1", [own.userId, own.clock.now()]);
      return this.renewRecoveryCodes(own);
    });
  }

  /** Whether the code is right and nobody has used it: of two who come with the same one, one is right. */
  verify(own: OwnRows, code: string): Promise<boolean> {
    return own.transaction(async (own) => {
      const row = await this.rowOf(own);
      return row !== undefined && row.confirmed_at !== null && this.acceptStep(own, row, code);
    });
  }

  /** Uses a recovery code up. Whether it was one, and unused. */
  async useRecoveryCode(own: OwnRows, code: string): Promise<boolean> {
    const used = await own.transaction((own) =>
      own.execute(
        "UPDATE user_recovery_code SET used_at = $3 WHERE user_id = $1 AND code_hash = $2 AND used_at IS NULL",
        [own.userId, recoveryCodeHash(code), own.clock.now()],
      ),
    );
    return used === 1;
  }

  /** Ten new ones; what was written down before is of no use any more. */
  renewRecoveryCodes(own: OwnRows): Promise<string[]> {
    const codes = newRecoveryCodes();
    return own.transaction(async (own) => {
      await own.execute("DELETE FROM user_recovery_code WHERE user_id = $1", [own.userId]);
      await own.execute(
        "INSERT INTO user_recovery_code (user_id, code_hash, created_at) SELECT $1, hash, $3 FROM unnest($2::bytea[]) hash",
        [own.userId, codes.map(recoveryCodeHash), own.clock.now()],
      );
      return codes;
    });
  }

  /** The app and its recovery codes. Whether there was one; safe to repeat. */
  remove(own: OwnRows): Promise<boolean> {
    return own.transaction(async (own) => {
      await own.execute("DELETE FROM user_recovery_code WHERE user_id = $1", [own.userId]);
      return (await own.execute("DELETE FROM user_totp WHERE user_id = $1", [own.userId])) > 0;
    });
  }

  /** Null: they have no confirmed app. */
  async state(own: OwnRows): Promise<TotpState | null> {
    const [row] = await own.query<{ confirmed_at: Date; left: number }>(
      `SELECT t.confirmed_at, (SELECT count(*)::int FROM user_recovery_code c
         WHERE c.user_id = t.user_id AND c.used_at IS NULL) AS "left"
       FROM user_totp t WHERE t.user_id = $1 AND t.confirmed_at IS NOT NULL`,
      [own.userId],
    );
    return row ? { confirmedAt: row.confirmed_at, recoveryCodesLeft: row.left } : null;
  }

  private async rowOf(own: OwnRows): Promise<TotpRow | undefined> {
    const [row] = await own.query<TotpRow>("SELECT sealed, confirmed_at FROM user_totp WHERE user_id = $1 FOR UPDATE", [
      own.userId,
    ]);
    return row;
  }

  private async acceptStep(own: OwnRows, { sealed }: TotpRow, given: string): Promise<boolean> {
    const code = given.replace(/\s/g, "");
    if (!CODE.test(code)) return false;
    const secret = this.box.open(sealed, own.userId);
    assert(secret !== undefined, "this installation's key opens what it has sealed");
    const nowMs = own.clock.now().getTime();
    const delta = totpOf(Secret.fromBase32(secret), "").validate({
      token: code,
      timestamp: nowMs,
      window: STEPS_BESIDE,
    });
    if (delta === null) return false;
    const step = Math.floor(nowMs / 1000 / PERIOD_SECONDS) + delta;
    // A step that was used, and every one before it, is over: whoever looked over a shoulder comes too late.
    const accepted = await own.execute(
      "UPDATE user_totp SET last_step = $2 WHERE user_id = $1 AND (last_step IS NULL OR last_step < $2)",
      [own.userId, step],
    );
    return accepted === 1;
  }
}

const totpOf = (secret: Secret, account: string): TOTP =>
  new TOTP({ issuer: ISSUER, label: account, secret, algorithm: "SHA1", digits: 6, period: PERIOD_SECONDS });
