import { afterAll, beforeAll, expect, test } from "@jest/globals";
import type { Page } from "playwright-core";

import { FLAG_SEEDS } from "../../src/services/platform/flags/flag-seeds.js";
import { newId } from "../../src/shared/ids.js";
import type { Visit } from "../support/browser.js";
import { describeInBrowser } from "../support/browser.js";
import { openFromMenu, signInMember } from "../support/browser-members.js";
import type { DoorOrganization } from "../support/door-world.js";
import { DoorWorld } from "../support/door-world.js";
import { eventually } from "../support/eventually.js";
import { TestOperator, journalOf } from "../support/operator-desk.js";

const WIDE = { width: 1280, height: 900 };
const NARROW = { width: 390, height: 844 };

/** What is wrong with the page, on a desk in both themes and in a hand; a picture of each where somebody wants to look. */
async function faults(visit: Visit, name: string): Promise<string[]> {
  const { page } = visit;
  const shots = process.env["SCREENSHOTS"];
  const shoot = async (how: string): Promise<void> => {
    if (shots === undefined) return;
    // A header that sticks stands where the page was scrolled to, and colours change by degrees.
    await page.evaluate("scrollTo(0, 0)");
    await page.waitForTimeout(500);
    await page.screenshot({ path: `${shots}/console-${name}-${how}.png`, fullPage: true });
  };
  await page.setViewportSize(NARROW);
  const found = await visit.accessibilityFaults();
  if (await visit.isTooWide()) found.push("wider than a hand");
  await shoot("narrow");
  await page.setViewportSize(WIDE);
  found.push(...(await visit.faults()));
  await shoot("dark");
  await page.emulateMedia({ colorScheme: "light", reducedMotion: "reduce" });
  await shoot("light");
  return found;
}

/** Steps into the place of the owner of the organization whose page is open. */
async function begin(page: Page): Promise<void> {
  await page.getByRole("button", { name: "Impersonate OWNER" }).click();
  await page.getByRole("dialog").getByLabel("Reason").fill("Ticket 4714");
  await page.getByRole("dialog").getByRole("button", { name: "Begin" }).click();
  await page.getByRole("region", { name: "Operator's visit" }).waitFor();
}

describeInBrowser("the operator console", (browser) => {
  let door: DoorWorld;
  beforeAll(async () => {
    door = await DoorWorld.start({ rateLimits: false });
    await door.container.flags.ensureSeeds(door.world.operator, FLAG_SEEDS);
  });
  /** One that verifies new organizations. It ends after its visitors have left. */
  let careful: DoorWorld | undefined;
  afterAll(async () => {
    await door.end();
    await careful?.end();
  });

  /** Signs an operator in, as the link does that the command prints. */
  const enter = async ({ page }: Visit, token: string): Promise<Page> => {
    await page.goto(`${door.url}/operator/sign-in#token=${token}`);
    await page.getByRole("heading", { level: 1, name: "Organizations" }).waitFor();
    return page;
  };

  test("B-TEN-02 B-TEN-09 an operator stops an organization, lets it go on, and sees what a member sees", async () => {
    const acme = await door.organization();
    await acme.member("OWNER");
    const memberVisit = await browser.visit();
    const member = await signInMember(memberVisit, acme, "MANAGER");
    const olga = await TestOperator.of(door);
    const visit = await browser.visit({ viewport: WIDE, colorScheme: "light" });
    const page = await enter(visit, olga.token);
    // The token is nowhere any more.
    expect(page.url()).toBe(`${door.url}/operator/organizations`);
    await page.getByRole("searchbox", { name: "Search" }).fill(acme.slug);
    await page.getByText(/^Active \d+$/).click();
    const link = page.getByRole("link", { name: `The ${acme.slug}` });
    await eventually(async () => expect(await page.getByRole("row").count()).toBe(2));
    expect(await faults(visit, "organizations")).toEqual([]);
    await link.click();
    await page.getByRole("heading", { level: 1, name: `The ${acme.slug}` }).waitFor();

    const dialog = page.getByRole("dialog");
    await page.getByRole("button", { name: "Suspend …" }).click();
    await dialog.getByRole("button", { name: "Suspend" }).click();
    await dialog.getByText("Say why, in 3 to 500 characters").waitFor();
    await dialog.getByLabel("Reason").fill("Unpaid since May");
    expect(await faults(visit, "suspend")).toEqual([]);
    await dialog.getByRole("button", { name: "Suspend" }).click();
    await page.getByText("Reason: Unpaid since May").waitFor();
    expect(await page.getByRole("button", { name: /^Impersonate/ }).count()).toBe(0);
    await member.reload();
    await member.getByText("This organization is suspended").waitFor();
    await member.getByRole("heading", { level: 1, name: "This could not be shown" }).waitFor();
    expect(await memberVisit.accessibilityFaults()).toEqual([]);

    await page.getByRole("button", { name: "Resume …" }).click();
    await dialog.getByRole("button", { name: "Resume" }).click();
    await page.getByText("It is at work.", { exact: true }).waitFor();
    await member.reload();
    await member.getByRole("heading", { level: 1, name: `The ${acme.slug}` }).waitFor();

    await page.getByRole("button", { name: "Impersonate OWNER" }).click();
    await dialog.getByLabel("Reason").fill("Ticket 4711");
    expect(await faults(visit, "impersonate")).toEqual([]);
    await dialog.getByRole("button", { name: "Begin" }).click();
    const banner = page.getByRole("region", { name: "Operator's visit" });
    await banner.getByText(/You can look, and change nothing. It ends at \d+:\d\d/).waitFor();
    expect(page.url()).toBe(`${door.url}/t/${acme.slug}/`);
    expect(await faults(visit, "banner")).toEqual([]);
    const held = (await page.context().cookies()).find(({ name }) => name === "tributary_session");
    await banner.getByRole("button", { name: "Leave" }).click();
    await page.waitForURL(`${door.url}/operator/organizations/${acme.id}`);
    await page.getByText("Ticket 4711").waitFor();
    expect((await door.graph("{ viewer { name } }", { token: held?.value })).status).toBe(401);
    expect(await faults(visit, "organization")).toEqual([]);
    const told = ["organization.suspended", "organization.resumed", "impersonation.started", "impersonation.ended"];
    for (const journal of [await journalOf(door, acme.id), await journalOf(door)]) {
      const kinds = journal.filter(({ actor }) => actor.id === olga.operatorId).map(({ kind }) => kind);
      expect(kinds).toEqual(expect.arrayContaining(told));
      expect(JSON.stringify(journal)).not.toMatch(/Ticket|Unpaid/);
    }

    await page.getByRole("button", { name: "Your account" }).click();
    await page.getByRole("button", { name: "Sign out" }).click();
    await page.getByRole("heading", { level: 1, name: "Sign in as an operator" }).waitFor();
    await page.goto(`${door.url}/operator/organizations/${acme.id}`);
    await page.getByRole("heading", { level: 1, name: "Sign in as an operator" }).waitFor();
    expect(visit.complaints).toEqual([]);
  });

  const isBack = async (page: Page, { id }: DoorOrganization): Promise<void> => {
    await page.waitForURL(`${door.url}/operator/organizations/${id}?visit=ended`);
    await page.getByText("Your visit has ended").waitFor();
  };

  test("issue 5.8 a visit that another operator ends says so and leads back to the console", async () => {
    const acme = await door.organization();
    await acme.member("OWNER");
    const [visit, other] = [await browser.visit(), await browser.visit({ viewport: WIDE, colorScheme: "light" })];
    const page = await enter(visit, (await TestOperator.of(door)).token);
    await page.goto(`${door.url}/operator/organizations/${acme.id}`);
    await begin(page);

    const desk = await enter(other, (await TestOperator.of(door)).token);
    await desk.goto(`${door.url}/operator/organizations/${acme.id}`);
    await desk.getByText("Is there now").waitFor();
    expect(await faults(other, "running")).toEqual([]);
    await desk.getByRole("button", { name: /^End now: the visit of operator-/ }).click();
    await desk.getByText("The visit has ended.").waitFor();
    await desk.getByText("Is there now").waitFor({ state: "detached" });
    await page.getByRole("navigation", { name: "Pages" }).getByRole("link", { name: "Members" }).click();
    await isBack(page, acme);
    expect(other.complaints).toEqual([]);
  });

  test("issue 5.8 a visit whose time is over says so and leads back to the console, once", async () => {
    const acme = await door.organization();
    await acme.member("OWNER");
    const visit = await browser.visit({ viewport: WIDE, colorScheme: "light" });
    const page = await enter(visit, (await TestOperator.of(door)).token);
    await page.goto(`${door.url}/operator/organizations/${acme.id}`);
    await begin(page);
    door.world.clock.set(new Date(Date.now() + 31 * 60_000));
    try {
      await page.reload();
      await isBack(page, acme);
      expect(await faults(visit, "over")).toEqual([]);
      // The way back is gone with the visit: whoever wants to sign in as a member here may.
      await page.goto(`${door.url}/t/${acme.slug}/`);
      await page.getByRole("heading", { level: 1, name: "Sign in" }).waitFor();
    } finally {
      door.world.clock.set(new Date());
    }
  });

  test("C-ORG-03 a new organization waits, its founder is told so, and an operator lets it in", async () => {
    careful = await DoorWorld.start({ rateLimits: false, verifiesOrganizations: true });
    const founder = await browser.visit({ viewport: WIDE, colorScheme: "light" });
    const page = await signInMember(founder, await careful.organization(), "LEARNER");
    const slug = `tea-${newId().slice(-12)}`;
    await page.goto(`${page.url()}organizations/new`);
    await page.getByRole("textbox", { name: "Name", exact: true }).fill("Tea & Sons");
    await page.getByLabel("Name in addresses").fill(slug);
    await page.getByRole("button", { name: "Create and go on" }).click();
    await page.getByRole("heading", { level: 1, name: "Tea & Sons waits to be verified" }).waitFor();
    expect(await faults(founder, "waits")).toEqual([]);
    await page.goto(`${careful.url}/t/${slug}/`);
    await page.getByText("This organization waits for its verification").waitFor();

    const visit = await browser.visit({ viewport: WIDE, colorScheme: "light" });
    const { token } = await TestOperator.of(careful);
    const desk = visit.page;
    await desk.goto(`${careful.url}/operator/sign-in#token=${token}`);
    await desk.getByText("Waiting 1", { exact: true }).click();
    await desk.getByRole("link", { name: "Tea & Sons" }).click();
    await desk.getByText("It waits for you").waitFor();
    expect(await faults(visit, "verify")).toEqual([]);
    await desk.getByRole("button", { name: "Verify …" }).click();
    await desk.getByRole("dialog").getByRole("button", { name: "Verify" }).click();
    await desk.getByText("It is at work.", { exact: true }).waitFor();
    await page.goto(`${careful.url}/t/${slug}/`);
    await page.getByRole("heading", { level: 1, name: "Tea & Sons" }).waitFor();
    expect(visit.complaints).toEqual([]);
  });

  test("A-CFG-03 A-CFG-08 an operator sets mail up for the whole installation, by the page that an only organization's owner has", async () => {
    const { token } = await TestOperator.of(door);
    const visit = await browser.visit({ viewport: WIDE, colorScheme: "light" });
    const page = await enter(visit, token);
    await openFromMenu(page, "Mail");
    await page.getByText("Nothing is set up").waitFor();
    await page.getByRole("button", { name: "Save mail settings" }).click();
    await page.getByText("A mail server has a name or an address").waitFor();
    expect(await faults(visit, "mail")).toEqual([]);
    await page.getByLabel("How mail leaves").selectOption("OUTBOX");
    await page.getByRole("button", { name: "Save mail settings" }).click();
    await page.getByText("They were saved here").waitFor();
    await page.getByRole("button", { name: "Forget them" }).click();
    await page.getByText("Nothing is set up").waitFor();
    expect(visit.complaints).toEqual([]);
  });

  test("B-FLAG-11 B-FLAG-12 a flag is made, aimed, told of before it is saved, found, switched off and deleted", async () => {
    const acme = await door.organization();
    const { token } = await TestOperator.of(door);
    const visit = await browser.visit({ viewport: WIDE, colorScheme: "light" });
    const page = await enter(visit, token);
    const dialog = page.getByRole("dialog");
    await openFromMenu(page, "Flags");
    await page.getByRole("link", { name: "host_orgs" }).waitFor();
    expect(await faults(visit, "flags")).toEqual([]);
    await page.getByRole("button", { name: "New flag" }).click();
    await dialog.getByLabel("Key").fill("Not a key");
    await dialog.getByLabel("What it switches").fill("Something new");
    await dialog.getByRole("button", { name: "Create flag" }).click();
    await dialog.getByText("A key has 2 to 63").waitFor();
    await dialog.getByLabel("Key").fill("something_new");
    await dialog.getByRole("button", { name: "Create flag" }).click();
    await page.getByRole("heading", { level: 1, name: "something_new" }).waitFor();

    await page.getByRole("radio", { name: "Allow-list" }).check();
    await page.getByText(/yes to 0 of \d+ active organizations/).waitFor();
    await page.getByText("Not saved yet.").waitFor();
    await page.getByRole("group", { name: "Lists" }).getByLabel("Organizations").fill(acme.slug);
    await page.keyboard.press("Enter");
    await page.getByText(/yes to 1 of \d+ active organizations/).waitFor();
    expect(await faults(visit, "flag")).toEqual([]);
    await page.getByRole("button", { name: "Save" }).click();
    await page.getByRole("row").filter({ hasText: "Those on its lists" }).waitFor();
    await page.getByRole("radio", { name: "Rollout" }).check();
    await page.getByRole("slider").focus();
    for (const key of ["End", "ArrowLeft"]) await page.keyboard.press(key);
    await page.getByText("99 %", { exact: true }).first().waitFor();
    expect(await faults(visit, "rollout")).toEqual([]);
    await page.getByRole("button", { name: "Undo changes" }).click();
    expect(await page.getByRole("radio", { name: "Allow-list" }).isChecked()).toBe(true);

    await page.getByRole("button", { name: "Switch off now" }).click();
    await dialog.getByRole("button", { name: "Switch off for everybody" }).click();
    await page.getByRole("row").filter({ hasText: "Nobody · kill switch" }).waitFor();
    await openFromMenu(page, "Organizations");
    await page.keyboard.press("Control+k");
    await page.keyboard.type("something_n");
    await dialog.getByRole("button", { name: /something_new/ }).click();
    await page.getByRole("heading", { level: 1, name: "something_new" }).waitFor();
    await page.getByRole("button", { name: "Delete …" }).click();
    await dialog.getByRole("button", { name: "Delete" }).click();
    await page.getByRole("heading", { level: 1, name: "Flags" }).waitFor();
    await page.getByRole("link", { name: "host_orgs" }).waitFor();
    // What was known of the list is shown until the list has come.
    await page.getByRole("link", { name: "something_new" }).waitFor({ state: "detached" });
    expect(visit.complaints).toEqual([]);
  });

  test("B-STAFF-08 B-STAFF-09 operators are invited by a link that is shown once, found, and deactivated; others are refused", async () => {
    const olga = await TestOperator.of(door);
    const visit = await browser.visit({ viewport: WIDE, colorScheme: "light" });
    const page = await enter(visit, olga.token);
    const dialog = page.getByRole("dialog");
    await openFromMenu(page, "Operators");
    const email = `vera-${newId()}@staff.example`;
    await page.getByRole("button", { name: "Invite operator" }).click();
    await dialog.getByLabel("E-mail address").fill("vera");
    await dialog.getByRole("button", { name: "Make them an operator" }).click();
    await dialog.getByText("Say who it is.").waitFor();
    await dialog.getByText("This is not an e-mail address.").waitFor();
    await dialog.getByLabel("Name").fill("Vera");
    await dialog.getByLabel("E-mail address").fill(email);
    await dialog.getByRole("button", { name: "Make them an operator" }).click();
    const link = (await dialog.getByTestId("operator-link").textContent()) ?? "";
    expect(await faults(visit, "invited")).toEqual([]);
    await dialog.getByRole("button", { name: "I have handed it over" }).click();
    expect(await page.content()).not.toContain(link);

    const other = await browser.visit();
    await other.page.goto(link);
    await other.page.getByRole("heading", { level: 1, name: "Organizations" }).waitFor();
    // Once used, and from somebody who is none: told the same.
    const { installationIssuer, operatorAudience } = door.container;
    const stranger = { userId: newId(), email: "eve@elsewhere.example" };
    const forged = await installationIssuer.mint(stranger, operatorAudience, door.world.clock.now());
    const third = await browser.visit({ viewport: WIDE, colorScheme: "light" });
    for (const address of [link, `${door.url}/operator/sign-in#token=${forged}`]) {
      await third.page.goto("about:blank");
      await third.page.goto(address);
      await third.page.getByRole("alert").getByText("This does not open the console").waitFor();
    }
    await third.page.getByText("operator token --email").waitFor();
    expect(await faults(third, "refused")).toEqual([]);

    await page.getByRole("searchbox", { name: "Search" }).fill("vera-");
    const row = page.getByRole("row").filter({ hasText: email });
    await row.waitFor();
    await page.getByRole("button", { name: "Clear filters" }).click();
    // Nobody deactivates themselves.
    const own = page.getByRole("row").filter({ hasText: olga.email });
    await own.getByText("(you)").waitFor();
    expect(await own.getByRole("button").count()).toBe(0);
    expect(await faults(visit, "operators")).toEqual([]);
    await row.getByRole("button", { name: "Deactivate Vera" }).click();
    await dialog.getByRole("button", { name: "Deactivate" }).click();
    await row.getByText("Not any more").waitFor();
    await other.page.reload();
    await other.page.getByText("Your session has ended.").waitFor();
    expect([...visit.complaints, ...third.complaints]).toEqual([]);
  });
});
