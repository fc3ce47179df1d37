import { afterAll, beforeAll, expect, test } from "@jest/globals";
import type { Page } from "playwright-core";

import { UserContext } from "../../src/shared/user-context.js";
import { describeInBrowser } from "../support/browser.js";
import { openFromMenu } from "../support/browser-members.js";
import { chooseFor, suspendAll } from "../support/browser-people.js";
import type { DoorOrganization } from "../support/door-world.js";
import { DoorWorld } from "../support/door-world.js";

const SET_PASSWORD = "mutation ($input: SetPasswordInput!) { setPassword(input: $input) { __typename } }";
const PASSWORD = "correct horse battery";

const confirm = async (page: Page): Promise<void> => {
  await page.getByRole("heading", { name: "Is it still you?" }).waitFor();
  await page.getByRole("textbox", { name: "Your password" }).fill(PASSWORD);
  await page.getByRole("button", { name: "Confirm" }).click();
};

describeInBrowser("dangerous pages", (browser) => {
  let door: DoorWorld;
  beforeAll(async () => {
    door = await DoorWorld.start({ rateLimits: false });
  });
  afterAll(() => door.end());

  /** An owner with a password, whose sign-in is an hour ago. */
  async function signedInLongAgo(acme: DoorOrganization, page: Page) {
    const owner = await acme.member("OWNER");
    const user = new UserContext({ database: door.world.database, userId: owner.userId });
    await door.graph(SET_PASSWORD, { token: owner.token, variables: { input: { password: PASSWORD } } });
    const token = await acme.signInToken({ kind: "member", id: owner.membershipId });
    await page.goto(`${door.url}/t/${acme.slug}/sign-in#token=${token}`);
    await page.getByRole("heading", { level: 1, name: `The ${acme.slug}` }).waitFor();
    const longAgo = () => user.execute("UPDATE session SET stepped_up_at = now() - interval '1 hour'");
    await longAgo();
    return { ...owner, longAgo };
  }

  test("keys, owners and the end of an organization ask whether it is still the same person, and then happen", async () => {
    const acme = await door.organization();
    await acme.member("MANAGER");
    const visit = await browser.visit();
    const { page } = visit;
    const { longAgo } = await signedInLongAgo(acme, page);

    await openFromMenu(page, "API keys");
    await page.getByRole("button", { name: "New key" }).click();
    await page.getByLabel("Name").fill("Shop");
    await page.getByRole("button", { name: "Create key" }).click();
    await page.getByRole("heading", { name: "Is it still you?" }).waitFor();
    expect(await visit.faults()).toEqual([]);
    await confirm(page);
    await page.getByText("trb_", { exact: false }).first().waitFor();
    await page.getByRole("dialog").getByRole("button", { name: "I have kept it" }).click();

    await longAgo();
    await openFromMenu(page, "Members");
    await chooseFor(page, "MANAGER", "Make the owner …");
    await page.getByRole("button", { name: "Hand it over" }).click();
    await page.getByRole("heading", { name: "Is it still you?" }).waitFor();
    await page.getByRole("dialog").last().getByRole("button", { name: "Close" }).click();
    // Nothing happened, and it can be tried again.
    await page.getByRole("button", { name: "Hand it over" }).click();
    await confirm(page);
    await page.getByText("MANAGER owns it now.").waitFor();
    expect(visit.complaints).toEqual([]);
  });

  test("of many members at once, none is touched by who does not confirm it", async () => {
    const acme = await door.organization();
    await acme.member("OWNER");
    const visit = await browser.visit();
    const { page } = visit;
    await signedInLongAgo(acme, page);
    await openFromMenu(page, "Members");
    const dialog = await suspendAll(page);
    await page.getByRole("heading", { name: "Is it still you?" }).waitFor();
    await dialog.last().getByRole("button", { name: "Close" }).click();
    await dialog.getByText("Nothing was done: you did not confirm that it is you.").first().waitFor();
    const suspended = await acme.ctx.query("SELECT FROM membership WHERE status = 'SUSPENDED'");
    expect(suspended).toEqual([]);
    expect(visit.complaints).toEqual([]);
  });

  test("an organization is ended by whom it belongs to, after they have confirmed it", async () => {
    const acme = await door.organization();
    const visit = await browser.visit();
    const { page } = visit;
    await signedInLongAgo(acme, page);
    await openFromMenu(page, "Organization");
    await page.getByLabel(`Type ${acme.slug}`, { exact: false }).fill(acme.slug);
    await page.getByRole("button", { name: "Deactivate for good" }).click();
    await confirm(page);
    await page.getByRole("heading", { level: 1, name: "Sign in" }).waitFor();
    expect(await acme.ctx.query("SELECT status FROM organization")).toEqual([{ status: "deactivated" }]);
  });
});
