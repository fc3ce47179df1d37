import { afterAll, beforeAll, expect, test } from "@jest/globals";
import { TOTP } from "otpauth";
import type { Page } from "playwright-core";

import { newId } from "../../src/shared/ids.js";
import { UserContext } from "../../src/shared/user-context.js";
import type { Visit } from "../support/browser.js";
import { describeInBrowser } from "../support/browser.js";
import type { DoorOrganization } from "../support/door-world.js";
import { DoorWorld } from "../support/door-world.js";

const PASSWORD = "correct horse battery";

interface Somebody {
  acme: DoorOrganization;
  userId: string;
  membershipId: string;
  email: string;
}

const openAccount = async (page: Page): Promise<void> => {
  await page.getByRole("button", { name: "Your account" }).click();
  await page.getByRole("button", { name: "Sign-in and security" }).click();
  await page.getByRole("heading", { level: 1, name: "Sign-in and security" }).waitFor();
};

const fillPassword = async (page: Page, { email }: Somebody, password = PASSWORD): Promise<void> => {
  await page.getByLabel("E-mail address").fill(email);
  const field = page.getByRole("textbox", { name: "Password" });
  if (!(await field.isVisible())) await page.getByRole("button", { name: "Use a password instead" }).click();
  await field.fill(password);
  await page.getByRole("button", { name: "Sign in", exact: true }).click();
};

const setPassword = async (page: Page): Promise<void> => {
  await page.getByRole("button", { name: "Set a password" }).click();
  await page.getByRole("textbox", { name: "New password" }).fill(PASSWORD);
  await page.getByRole("button", { name: "Set the password" }).click();
  await page.getByText("Your password is set.").waitFor();
};

const isHome = ({ acme }: Somebody, page: Page) =>
  page.getByRole("heading", { level: 1, name: `The ${acme.slug}` }).waitFor();

describeInBrowser("signing in", (browser) => {
  let door: DoorWorld;
  beforeAll(async () => {
    door = await DoorWorld.start({ rateLimits: false });
  });
  afterAll(() => door.end());

  /** Where passkeys are to be had: they belong to a name. */
  const address = (path: string): string => `http://localhost:${new URL(door.url).port}${path}`;
  const somebody = async (): Promise<Somebody> => {
    const acme = await door.organization();
    const email = `${newId()}@example.com`;
    const { membershipId, userId } = await door.container.organizations.addMember(door.world.operator, acme.id, {
      email,
      name: "Ada",
      role: "OWNER",
    });
    return { acme, userId, membershipId, email };
  };
  const user = ({ userId }: Somebody): UserContext => new UserContext({ database: door.world.database, userId });
  const signInByLink = async ({ page }: Visit, { acme, membershipId }: Somebody): Promise<Page> => {
    const token = await acme.signInToken({ kind: "member", id: membershipId });
    await page.goto(address(`/t/${acme.slug}/sign-in#token=${token}`));
    await page.getByRole("heading", { level: 1, name: `The ${acme.slug}` }).waitFor();
    return page;
  };
  const openSignIn = (page: Page, { acme }: Somebody) => page.goto(address(`/t/${acme.slug}/sign-in`));
  test("a mailed link is promised in the same words to everybody", async () => {
    const who = await somebody();
    const texts = new Set<string>();
    for (const email of [who.email, "nobody@example.com"]) {
      const { page } = await browser.visit();
      await openSignIn(page, who);
      await page.getByLabel("E-mail address").fill(email);
      await page.getByRole("button", { name: "Mail me a sign-in link" }).click();
      await page.getByRole("heading", { level: 1, name: "Look into your mail" }).waitFor();
      texts.add(((await page.textContent("main")) ?? "").replaceAll(email, "…"));
    }
    expect(texts.size).toBe(1);
    await door.container.signInRequests.settled();
    const mails = await door.world.database.transaction({ role: "tributary_mailer" }, (transaction) =>
      transaction.query("SELECT template FROM mail"),
    );
    expect(mails).toEqual([{ template: "signInLink" }]);
  });

  test("a passkey is made, signs in without an address, and is removed", async () => {
    const who = await somebody();
    const visit = await browser.visit();
    const { page } = visit;
    const devtools = await page.context().newCDPSession(page);
    await devtools.send("WebAuthn.enable");
    const { authenticatorId } = await devtools.send("WebAuthn.addVirtualAuthenticator", {
      options: {
        protocol: "ctap2",
        transport: "internal",
        hasResidentKey: true,
        hasUserVerification: true,
        isUserVerified: true,
        automaticPresenceSimulation: true,
      },
    });
    await signInByLink(visit, who);
    await openAccount(page);
    await page.getByRole("button", { name: "Add a passkey" }).click();
    await page.getByRole("textbox", { name: "Name" }).fill("Laptop");
    await page.getByRole("button", { name: "Create the passkey" }).click();
    await page.getByText("Laptop signs you in from now on.").waitFor();
    const { credentials } = await devtools.send("WebAuthn.getCredentials", { authenticatorId });
    expect(credentials).toMatchObject([{ rpId: "localhost", isResidentCredential: true }]);

    await page.context().clearCookies();
    await openSignIn(page, who);
    await page.getByRole("button", { name: "Sign in with a passkey" }).click();
    await isHome(who, page);

    await openAccount(page);
    await page.getByRole("button", { name: "Remove Laptop" }).click();
    await page.getByRole("button", { name: "Remove the passkey" }).click();
    await page.getByText("No passkey yet.").waitFor();
    await page.context().clearCookies();
    await openSignIn(page, who);
    await page.getByRole("button", { name: "Sign in with a passkey" }).click();
    await page.getByText("This passkey does not sign anybody in here.").waitFor();
    expect(visit.complaints).toEqual([]);
  });

  test("C-ONB-04 C-ORG-19 whoever belongs nowhere any more is signed in, and told so instead of being sent around", async () => {
    const who = await somebody();
    const visit = await browser.visit();
    const { page } = visit;
    await signInByLink(visit, who);
    await openAccount(page);
    await setPassword(page);
    await who.acme.member("OWNER");
    await door.container.memberships.step(who.acme.ctx, who.membershipId, { kind: "remove" });
    await page.context().clearCookies();
    await page.goto(address("/sign-in"));
    await fillPassword(page, who);
    await page.getByRole("heading", { level: 1, name: "You are signed in" }).waitFor();
    await page.getByText("You are not a member of any organization yet").waitFor();
    expect(await visit.faults()).toEqual([]);
  });

  test("where a page is asked for by an address it is said where passkeys are to be had", async () => {
    const { page } = await browser.visit();
    await page.goto(`${door.url}/sign-in`);
    await page.getByRole("button", { name: "Sign in with a passkey" }).click();
    await page.getByText(`Open ${address("")} instead.`).waitFor();
  });

  test("an authenticator app is set up, asked for at the sign-in, and replaced by a recovery code", async () => {
    const who = await somebody();
    const visit = await browser.visit();
    const page = await signInByLink(visit, who);
    await openAccount(page);
    await setPassword(page);
    await page.getByRole("button", { name: "Set one up" }).click();
    await page.getByRole("img", { name: "QR code for the authenticator app" }).waitFor();
    const secret = (await page.getByTestId("app-secret").textContent()) ?? "";
    const codeNow = (steps: number): string =>
      new TOTP({ secret }).generate({ timestamp: Date.now() + steps * 30_000 });
    expect(await visit.faults()).toEqual([]);
    await page.getByRole("textbox", { name: "Code" }).fill("000000");
    await page.getByRole("button", { name: "Turn it on" }).click();
    await page.getByText("This code is not the one that the app shows now.").waitFor();
    // The code of before is taken for as long as this step of thirty seconds lasts: not at the end of one.
    const passedMs = Date.now() % 30_000;
    if (passedMs > 15_000) await page.waitForTimeout(30_000 - passedMs);
    await page.getByRole("textbox", { name: "Code" }).fill(codeNow(-1));
    await page.getByRole("button", { name: "Turn it on" }).click();
    await page.getByRole("heading", { name: "Put these recovery codes away now" }).waitFor();
    const codes = ((await page.getByTestId("recovery-codes").textContent()) ?? "").split("\n");
    expect(codes).toHaveLength(10);
    expect(await visit.faults()).toEqual([]);
    await page.getByRole("button", { name: "I have put them away" }).click();
    await page.getByText("10 recovery codes left").waitFor();

    await page.context().clearCookies();
    await openSignIn(page, who);
    await fillPassword(page, who, "wrong wrong wrong");
    await page.getByText("Address and password do not belong together.").waitFor();
    await fillPassword(page, who);
    await page.getByRole("heading", { level: 1, name: "One more step" }).waitFor();
    expect(await visit.faults()).toEqual([]);
    const used = codeNow(0);
    await page.getByRole("textbox", { name: "Code" }).fill(used);
    await page.getByRole("button", { name: "Sign in", exact: true }).click();
    await isHome(who, page);

    await page.context().clearCookies();
    await openSignIn(page, who);
    await fillPassword(page, who);
    await page.getByRole("textbox", { name: "Code" }).fill(used);
    await page.getByRole("button", { name: "Sign in", exact: true }).click();
    await page.getByText("This code is wrong, or was used before.").waitFor();
    await page.getByRole("button", { name: "Use a recovery code instead" }).click();
    await page.getByRole("textbox", { name: "Recovery code" }).fill(codes[3]?.toUpperCase() ?? "");
    await page.getByRole("button", { name: "Sign in", exact: true }).click();
    await isHome(who, page);
  });

  test("what is dangerous asks whether it is still the same person, and then happens", async () => {
    const who = await somebody();
    const visit = await browser.visit();
    const page = await signInByLink(visit, who);
    await openAccount(page);
    const longAgo = () => user(who).execute("UPDATE session SET stepped_up_at = now() - interval '1 hour'");
    await longAgo();
    await page.getByRole("button", { name: "Set a password" }).click();
    await page.getByRole("textbox", { name: "New password" }).fill(PASSWORD);
    await page.getByRole("button", { name: "Set the password" }).click();
    // With nothing to show yet there is the mailbox.
    await page.getByRole("heading", { name: "Is it still you?" }).waitFor();
    await page.getByRole("button", { name: "Mail me a sign-in link" }).waitFor();
    await page.getByRole("dialog").last().getByRole("button", { name: "Close" }).click();

    await user(who).execute("UPDATE session SET stepped_up_at = now()");
    await page.getByRole("button", { name: "Set the password" }).click();
    await page.getByText("Your password is set.").waitFor();
    await longAgo();
    await page.getByRole("button", { name: "Remove it" }).click();
    await page.getByRole("button", { name: "Remove the password" }).click();
    await page.getByRole("heading", { name: "Is it still you?" }).waitFor();
    await page.getByRole("textbox", { name: "Your password" }).fill("wrong wrong wrong");
    await page.getByRole("button", { name: "Confirm" }).click();
    await page.getByText("This is not right. Try again.").waitFor();
    await page.getByRole("textbox", { name: "Your password" }).fill(PASSWORD);
    expect(await visit.faults()).toEqual([]);
    await page.getByRole("button", { name: "Confirm" }).click();
    await page.getByText("Your password is removed.").waitFor();
  });

  test("AZ17 A-BUG-12 signed out everywhere, another browser is out at its next request, and a reload stays out", async () => {
    const who = await somebody();
    const [here, there] = [await browser.visit(), await browser.visit()];
    await signInByLink(there, who);
    const page = await signInByLink(here, who);
    await openAccount(page);
    await page.getByRole("button", { name: /^Sign out Chrome on Linux/ }).waitFor();
    await page.getByRole("button", { name: "Sign out everywhere" }).click();
    await page.getByRole("dialog").getByRole("button", { name: "Sign out everywhere" }).click();
    await page.getByRole("heading", { level: 1, name: "Sign in" }).waitFor();
    expect(await page.context().cookies()).toEqual([]);
    await page.reload();
    await page.getByRole("heading", { level: 1, name: "Sign in" }).waitFor();
    await there.page.goto(address(`/t/${who.acme.slug}/programs`));
    await there.page.getByRole("heading", { level: 1, name: "Sign in" }).waitFor();
  });

  for (const width of [1280, 390]) {
    test(`the pages are free of accessibility faults and as wide as their window, ${width}`, async () => {
      const who = await somebody();
      const visit = await browser.visit({ viewport: { width, height: 900 } });
      const { page } = visit;
      await openSignIn(page, who);
      await page.getByRole("button", { name: "Use a password instead" }).click();
      expect(await visit.faults()).toEqual([]);
      await signInByLink(visit, who);
      await openAccount(page);
      await setPassword(page);
      await page.getByText("Your password is set.").waitFor({ state: "hidden" });
      expect(await visit.faults()).toEqual([]);
    });
  }
});
