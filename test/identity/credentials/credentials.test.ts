import { afterAll, beforeAll, describe, expect, test } from "@jest/globals";
import { TOTP } from "otpauth";

import { PasskeyChallenges } from "../../../src/services/identity/credentials/passkey-challenges.js";
import { PasskeyService } from "../../../src/services/identity/credentials/passkey.service.js";
import { PasswordHashing } from "../../../src/services/identity/credentials/password-hashing.js";
import { PasswordService } from "../../../src/services/identity/credentials/password.service.js";
import type { OwnRows } from "../../../src/services/identity/credentials/own-rows.js";
import { TotpService } from "../../../src/services/identity/credentials/totp.service.js";
import { newId } from "../../../src/shared/ids.js";
import { ownRowsOf } from "../../support/own-rows.js";
import { SoftwareAuthenticator } from "../../support/software-authenticator.js";
import type { World } from "../../support/world.js";
import { startWorld } from "../../support/world.js";

const PARTY = { id: "partners.example.com", origin: "https://partners.example.com" };
const MINUTE_MS = 60_000;

const given = ({ challenge }: { challenge: string }, changed: object = {}) => ({
  challenge,
  origin: PARTY.origin,
  rpId: PARTY.id,
  ...changed,
});

describe("what people sign in with", () => {
  let world: World;
  let nobody: OwnRows;
  const rowsOf = (userId: string): OwnRows => ownRowsOf(world, userId);
  beforeAll(async () => {
    world = await startWorld({ now: "2026-03-01T12:00:00Z" });
    nobody = ownRowsOf(world, newId());
  });
  afterAll(() => world.end());

  const codeOf = (secret: string, shiftMs = 0): string =>
    new TOTP({ secret }).generate({ timestamp: world.clock.now().getTime() + shiftMs });

  const somebody = async (): Promise<OwnRows> => {
    const id = newId();
    await world.operator.asRegistrar(newId(), (ctx) =>
      ctx.execute("INSERT INTO platform_user (id, email, name, created_at) VALUES ($1, $2, 'Ada', now())", [
        id,
        `${id}@example.com`,
      ]),
    );
    return ownRowsOf(world, id);
  };

  describe("passwords", () => {
    const hashing = new PasswordHashing();
    const passwords = new PasswordService(hashing, null);
    const set = async (own: OwnRows, password: string): Promise<void> =>
      passwords.keep(own, await passwords.hashOf(password, "ada@example.com"));

    test("the one that was set last is right, and no other", async () => {
      const own = await somebody();
      expect(await passwords.verify(own, "correct horse battery")).toBe(false);
      await set(own, "correct horse battery");
      expect(await passwords.verify(own, "correct horse battery")).toBe(true);
      expect(await passwords.verify(own, "correct horse batterY")).toBe(false);
      expect(await passwords.verify(await somebody(), "correct horse battery")).toBe(false);
      await set(own, "quite another one");
      expect(await passwords.verify(own, "correct horse battery")).toBe(false);
      expect(await passwords.setAt(own)).toEqual(expect.any(Date));
      expect(await passwords.remove(own)).toBe(true);
      expect(await passwords.remove(own)).toBe(false);
      expect(await passwords.verify(own, "quite another one")).toBe(false);
    });

    test("only an Argon2id hash with today's parameters is kept", async () => {
      const own = await somebody();
      await set(own, "correct horse battery");
      const [row] = await own.query<{ hash: string }>("SELECT hash FROM user_password WHERE user_id = $1", [
        own.userId,
      ]);
      expect(row?.hash).toMatch(/^\$argon2id\$v=19\$m=19456,t=2,p=1\$/);
      expect(hashing.isDated(row?.hash ?? "")).toBe(false);
    });

    test("a hash of former parameters is made anew at the next sign-in", async () => {
      const own = await somebody();
      const { hash } = await import("@node-rs/argon2");
      await passwords.keep(own, await hash("correct horse battery", { memoryCost: 8192, timeCost: 1 }));
      expect(await passwords.verify(own, "wrong wrong wrong")).toBe(false);
      expect(await passwords.verify(own, "correct horse battery")).toBe(true);
      const [row] = await own.query<{ hash: string }>("SELECT hash FROM user_password WHERE user_id = $1", [
        own.userId,
      ]);
      expect(row?.hash).toContain("m=19456,t=2,p=1");
      expect(await passwords.verify(own, "correct horse battery")).toBe(true);
    });

    test("what looks the same is the same, however a keyboard spells it", async () => {
      const own = await somebody();
      await set(own, "Zürich-1234567");
      expect(await passwords.verify(own, "Zu\u0308rich-1234567")).toBe(true);
    });

    test.each([
      ["nine char", "password_length"],
      ["x".repeat(129), "password_length"],
      ["𝒳".repeat(9), "password_length"],
      ["long enough \ud800", "password_invalid"],
      ["Ada@Example.com", "password_guessable"],
    ])("%j is refused with %s", async (password, code) => {
      await expect(passwords.hashOf(password, "ada@example.com")).rejects.toMatchObject({
        code,
        kind: "unprocessable",
      });
    });

    test("of 10 and of 128 characters it is taken, and absurd ones are simply wrong", async () => {
      const own = await somebody();
      for (const password of ["𝒳".repeat(10), "y".repeat(128)]) {
        await set(own, password);
        expect(await passwords.verify(own, password)).toBe(true);
      }
      for (const absurd of ["", "\0", "\ud800", "z".repeat(1_000_000)]) {
        expect(await passwords.verify(own, absurd)).toBe(false);
      }
    });
  });

  describe("authenticator apps", () => {
    const secretKey = Buffer.alloc(32, 7);
    const totp = new TotpService(secretKey);
    const enrolled = async (own: OwnRows): Promise<{ secret: string; recoveryCodes: string[] }> => {
      const { secret } = await totp.enrol(own, "ada@example.com");
      const recoveryCodes = await totp.confirm(own, codeOf(secret, -30_000));
      if (!recoveryCodes) throw new Error("not confirmed");
      return { secret, recoveryCodes };
    };

    test("an app counts once its first code has come", async () => {
      const own = await somebody();
      const { secret, uri } = await totp.enrol(own, "ada@example.com");
      expect(uri).toMatch(/^otpauth:\/\/totp\/Tributary:ada%40example.com\?.*secret=[A-Z2-7]{32}/);
      expect(await totp.state(own)).toBeNull();
      expect(await totp.verify(own, codeOf(secret))).toBe(false);
      expect(await totp.confirm(own, "000000")).toBeNull();
      const codes = await totp.confirm(own, codeOf(secret));
      expect(codes).toHaveLength(10);
      expect(await totp.state(own)).toMatchObject({ recoveryCodesLeft: 10 });
      await expect(totp.enrol(own, "ada@example.com")).rejects.toMatchObject({ code: "totp_enrolled" });
    });

    test("the secret is sealed, and bound to its owner", async () => {
      const [own, other] = [await somebody(), await somebody()];
      const { secret } = await enrolled(own);
      const [row] = await own.query<{ sealed: Buffer }>("SELECT sealed FROM user_totp WHERE user_id = $1", [
        own.userId,
      ]);
      expect(row?.sealed.toString("latin1")).not.toContain(secret);
      await other.execute(
        "INSERT INTO user_totp (user_id, sealed, created_at, confirmed_at) VALUES ($1, $2, now(), now())",
        [other.userId, row?.sealed],
      );
      await expect(totp.verify(other, codeOf(secret))).rejects.toThrow(/Broken assumption/);
    });

    test("a code is accepted once, also of ten who come with it at the same moment", async () => {
      const own = await somebody();
      const { secret } = await enrolled(own);
      const code = codeOf(secret);
      const answers = await Promise.all(Array.from({ length: 10 }, () => totp.verify(own, code)));
      expect(answers.filter(Boolean)).toHaveLength(1);
      expect(await totp.verify(own, code)).toBe(false);
    });

    test("after a code those of earlier steps are over", async () => {
      const own = await somebody();
      const { secret } = await enrolled(own);
      expect(await totp.verify(own, codeOf(secret, 30_000))).toBe(true);
      expect(await totp.verify(own, codeOf(secret))).toBe(false);
      expect(await totp.verify(own, codeOf(secret, 60_000))).toBe(false);
    });

    test.each(["", "12345", "1234567", "abcdef", "１２３４５６", "\0"])("%j is no code", async (code) => {
      const own = await somebody();
      await enrolled(own);
      expect(await totp.verify(own, code)).toBe(false);
      expect(await totp.verify(own, code.repeat(10_000))).toBe(false);
    });

    test("a recovery code serves once, as it was written down or nearly so", async () => {
      const [own, other] = [await somebody(), await somebody()];
      const { recoveryCodes } = await enrolled(own);
      const [first = "", second = ""] = recoveryCodes;
      expect(first).toMatch(/^[0-9a-z]{4}(-[0-9a-z]{4}){3}$/);
      expect(await totp.useRecoveryCode(other, first)).toBe(false);
      const answers = await Promise.all(Array.from({ length: 10 }, () => totp.useRecoveryCode(own, first)));
      expect(answers.filter(Boolean)).toHaveLength(1);
      expect(await totp.useRecoveryCode(own, ` ${second.toUpperCase().replaceAll("-", " ")}`)).toBe(true);
      expect(await totp.state(own)).toMatchObject({ recoveryCodesLeft: 8 });
      const [third = ""] = recoveryCodes.slice(2);
      const renewed = await totp.renewRecoveryCodes(own);
      expect(await totp.useRecoveryCode(own, third)).toBe(false);
      expect(await totp.useRecoveryCode(own, renewed[0] ?? "")).toBe(true);
      const rows = await own.query<{ row: string }>("SELECT c::text AS row FROM user_recovery_code c");
      expect(rows.map(({ row }) => row).join(" ")).not.toContain(renewed[1]?.replaceAll("-", ""));
    });

    test("removed, neither its codes nor the recovery codes serve", async () => {
      const own = await somebody();
      const { secret, recoveryCodes } = await enrolled(own);
      expect(await totp.remove(own)).toBe(true);
      expect(await totp.verify(own, codeOf(secret))).toBe(false);
      expect(await totp.useRecoveryCode(own, recoveryCodes[0] ?? "")).toBe(false);
      expect(await totp.remove(own)).toBe(false);
    });
  });

  describe("passkeys", () => {
    let passkeys: PasskeyService;
    beforeAll(() => {
      passkeys = new PasskeyService(world.database, new PasskeyChallenges());
    });
    const person = { email: "ada@example.com", name: "Ada" };
    const registered = async (own: OwnRows): Promise<SoftwareAuthenticator> => {
      const device = new SoftwareAuthenticator();
      const options = await passkeys.beginRegistration(own, PARTY, person);
      await passkeys.finishRegistration(own, PARTY, device.register(given(options)), "Phone");
      return device;
    };

    test("one that was registered signs its owner in, without a name", async () => {
      const own = await somebody();
      const device = await registered(own);
      expect(await passkeys.list(own)).toMatchObject([{ name: "Phone", lastUsedAt: null, isSynced: false }]);
      const options = await passkeys.beginSignIn(nobody, PARTY);
      expect(options).toMatchObject({ allowCredentials: [], userVerification: "required", rpId: PARTY.id });
      const proof = await passkeys.finishSignIn(rowsOf, PARTY, device.prove(given(options)));
      expect(proof).toMatchObject({ userId: own.userId });
      expect(await passkeys.list(own)).toMatchObject([{ id: proof?.passkeyId, lastUsedAt: expect.any(Date) }]);
    });

    test("a challenge is answered once", async () => {
      const device = await registered(await somebody());
      const options = await passkeys.beginSignIn(nobody, PARTY);
      const answer = device.prove(given(options));
      const answers = await Promise.all(
        Array.from({ length: 10 }, () => passkeys.finishSignIn(rowsOf, PARTY, structuredClone(answer))),
      );
      expect(answers.filter(Boolean)).toHaveLength(1);
      expect(await passkeys.finishSignIn(rowsOf, PARTY, device.prove(given(options)))).toBeUndefined();
    });

    test("a challenge is answered in time, and for what it was made", async () => {
      const own = await somebody();
      const device = await registered(own);
      const late = await passkeys.beginSignIn(nobody, PARTY);
      world.clock.set(new Date(world.clock.now().getTime() + 6 * MINUTE_MS));
      expect(await passkeys.finishSignIn(rowsOf, PARTY, device.prove(given(late)))).toBeUndefined();
      const signIn = await passkeys.beginSignIn(nobody, PARTY);
      expect(await passkeys.finishProof(own, PARTY, device.prove(given(signIn)))).toBeUndefined();
      const proof = await passkeys.beginProof(own, PARTY);
      expect(await passkeys.finishSignIn(rowsOf, PARTY, device.prove(given(proof)))).toBeUndefined();
    });

    test("whoever wants to prove that it is them needs a passkey of their own", async () => {
      const [own, other] = [await somebody(), await somebody()];
      const [mine, theirs] = [await registered(own), await registered(other)];
      const first = await passkeys.beginProof(own, PARTY);
      expect(first.allowCredentials).toMatchObject([{ id: mine.credentialId.toString("base64url") }]);
      expect(await passkeys.finishProof(own, PARTY, theirs.prove(given(first)))).toBeUndefined();
      const second = await passkeys.beginProof(own, PARTY);
      expect(await passkeys.finishProof(other, PARTY, theirs.prove(given(second)))).toBeUndefined();
      const third = await passkeys.beginProof(own, PARTY);
      expect(await passkeys.finishProof(own, PARTY, mine.prove(given(third)))).toMatchObject({ userId: own.userId });
    });

    test("another site's answer, and one without a finger, prove nothing", async () => {
      const device = await registered(await somebody());
      for (const changed of [{ origin: "https://evil.example" }, { rpId: "evil.example" }]) {
        const options = await passkeys.beginSignIn(nobody, PARTY);
        expect(await passkeys.finishSignIn(rowsOf, PARTY, device.prove(given(options, changed)))).toBeUndefined();
      }
      device.verifiesUser = false;
      const options = await passkeys.beginSignIn(nobody, PARTY);
      expect(await passkeys.finishSignIn(rowsOf, PARTY, device.prove(given(options)))).toBeUndefined();
    });

    test("a signature by another key proves nothing", async () => {
      const [device, thief] = [await registered(await somebody()), new SoftwareAuthenticator()];
      const options = await passkeys.beginSignIn(nobody, PARTY);
      const forged = { ...thief.prove(given(options)), id: device.credentialId.toString("base64url") };
      expect(await passkeys.finishSignIn(rowsOf, PARTY, { ...forged, rawId: forged.id })).toBeUndefined();
    });

    test("a passkey whose counter falls behind was copied, and is refused", async () => {
      const device = await registered(await somebody());
      device.counter = 40;
      const first = await passkeys.beginSignIn(nobody, PARTY);
      expect(await passkeys.finishSignIn(rowsOf, PARTY, device.prove(given(first)))).toBeDefined();
      device.counter = 30;
      const second = await passkeys.beginSignIn(nobody, PARTY);
      expect(await passkeys.finishSignIn(rowsOf, PARTY, device.prove(given(second)))).toBeUndefined();
    });

    test("a registration is answered once, by who began it, for this site", async () => {
      const [own, other] = [await somebody(), await somebody()];
      const device = new SoftwareAuthenticator();
      const invalid = { code: "passkey_invalid", kind: "unprocessable" };
      const finish = (who: OwnRows, answer: unknown): Promise<unknown> =>
        passkeys.finishRegistration(who, PARTY, answer, "Phone");
      const first = await passkeys.beginRegistration(own, PARTY, person);
      await expect(finish(other, device.register(given(first)))).rejects.toMatchObject(invalid);
      const second = await passkeys.beginRegistration(own, PARTY, person);
      await expect(
        finish(own, device.register(given(second, { origin: "https://evil.example" }))),
      ).rejects.toMatchObject(invalid);
      const third = await passkeys.beginRegistration(own, PARTY, person);
      await finish(own, device.register(given(third)));
      await expect(finish(own, device.register(given(third)))).rejects.toMatchObject(invalid);
      // Somebody else cannot take a passkey over by registering it as theirs.
      const fourth = await passkeys.beginRegistration(other, PARTY, person);
      await expect(finish(other, device.register(given(fourth)))).rejects.toMatchObject(invalid);
      expect(await passkeys.list(own)).toHaveLength(1);
      expect(await passkeys.list(other)).toEqual([]);
    });

    test.each([null, 7, "x", [], {}, { id: "a" }, { id: "a", rawId: "a", type: "public-key", response: {} }])(
      "%j is no answer",
      async (answer) => {
        const own = await somebody();
        expect(await passkeys.finishSignIn(rowsOf, PARTY, answer)).toBeUndefined();
        expect(await passkeys.finishProof(own, PARTY, answer)).toBeUndefined();
        await expect(passkeys.finishRegistration(own, PARTY, answer, "Phone")).rejects.toMatchObject({
          code: "passkey_invalid",
        });
      },
    );

    test("names change and passkeys go, but only one's own", async () => {
      const [own, other] = [await somebody(), await somebody()];
      const device = await registered(own);
      const [{ id } = { id: "" }] = await passkeys.list(own);
      await expect(passkeys.rename(other, id, "Mine")).rejects.toMatchObject({ kind: "notFound" });
      await expect(passkeys.remove(other, id)).rejects.toMatchObject({ kind: "notFound" });
      await expect(passkeys.rename(own, id, "\n")).rejects.toMatchObject({ code: "name_invalid" });
      await passkeys.rename(own, id, "  Old phone ");
      expect(await passkeys.list(own)).toMatchObject([{ name: "Old phone" }]);
      await passkeys.remove(own, id);
      await expect(passkeys.remove(own, id)).rejects.toMatchObject({ kind: "notFound" });
      const options = await passkeys.beginSignIn(nobody, PARTY);
      expect(await passkeys.finishSignIn(rowsOf, PARTY, device.prove(given(options)))).toBeUndefined();
    });
  });

  test("nobody's credentials are in reach of the role of somebody else, or of the server's own", async () => {
    const [own, other] = [await somebody(), await somebody()];
    await new PasswordService(new PasswordHashing(), null).keep(own, "$hash");
    const rows = "SELECT user_id FROM user_password";
    expect(await own.query(rows)).toEqual([{ user_id: own.userId }]);
    expect(await other.query(rows)).toEqual([]);
    await expect(other.execute("INSERT INTO user_password VALUES ($1, 'x', now())", [own.userId])).rejects.toThrow(
      /row-level security/,
    );
    for (const table of ["user_password", "user_totp", "user_recovery_code", "user_passkey", "passkey_challenge"]) {
      await expect(world.dataSource.query(`SELECT FROM ${table}`)).rejects.toThrow(/permission denied/);
    }
  });
});
