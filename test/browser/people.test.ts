import { afterAll, beforeAll, expect, test } from "@jest/globals";

import { describeInBrowser } from "../support/browser.js";
import { openFromMenu, signInMember } from "../support/browser-members.js";
import { askForSeats, chooseFor, suspendAll } from "../support/browser-people.js";
import { DoorWorld } from "../support/door-world.js";
import { eventually } from "../support/eventually.js";

describeInBrowser("the people of an organization", (browser) => {
  let door: DoorWorld;
  beforeAll(async () => {
    door = await DoorWorld.start({ rateLimits: false });
  });
  afterAll(() => door.end());

  test("an owner changes roles while people are signed in, suspends, lets in again, removes, and hands over", async () => {
    const acme = await door.organization();
    const other = await browser.visit();
    const manager = await signInMember(other, acme, "MANAGER");
    await openFromMenu(manager, "Programs");
    const visit = await browser.visit();
    const page = await signInMember(visit, acme);
    await openFromMenu(page, "Members");
    const row = page.getByRole("row").filter({ hasText: "MANAGER" });
    const dialog = page.getByRole("dialog");
    const choose = (action: string): Promise<void> => chooseFor(page, "MANAGER", action);
    // Who cannot see the row hears whose menu it is.
    await row.getByRole("button", { name: "What to do with MANAGER" }).waitFor();

    await choose("Change …");
    await dialog.getByRole("combobox", { name: "Role" }).click();
    await page.getByRole("option", { name: "Support" }).click();
    await dialog.getByLabel("Department").fill("Northern partners");
    expect(await visit.faults()).toEqual([]);
    await dialog.getByRole("button", { name: "Save" }).click();
    await row.getByText("Northern partners").waitFor();
    await row.getByText("Support", { exact: true }).waitFor();
    // Still signed in, with the rights of now.
    await manager.reload();
    await manager.getByRole("heading", { level: 1, name: "Programs" }).waitFor();
    expect(await manager.getByRole("link", { name: "New program" }).count()).toBe(0);

    await choose("Suspend …");
    await dialog.getByRole("button", { name: "Suspend" }).click();
    await row.getByText("Suspended; since").waitFor();
    await manager.reload();
    await manager.getByRole("heading", { level: 1, name: "Sign in" }).waitFor();
    await choose("Let in again …");
    await dialog.getByRole("button", { name: "Let in again" }).click();
    await row.getByText("Since", { exact: false }).waitFor();
    await choose("Remove …");
    expect(await visit.faults()).toEqual([]);
    await dialog.getByRole("button", { name: "Remove" }).click();
    await row.getByText("Removed").waitFor();
    expect(visit.complaints).toEqual([]);
  });

  test("the last owner cannot be suspended, and is told why", async () => {
    const acme = await door.organization();
    await acme.member("OWNER");
    const visit = await browser.visit();
    const page = await signInMember(visit, acme);
    await openFromMenu(page, "Members");
    const dialog = await suspendAll(page);
    await dialog.getByText("Done").waitFor();
    expect(await visit.faults()).toEqual([]);
    await dialog.getByRole("button", { name: "Close" }).last().click();
    const [left] = await acme.ctx.query<{ owners: bigint }>(
      "SELECT count(*) AS owners FROM membership WHERE organization_id = $1 AND role = 'OWNER' AND status = 'ACTIVE'",
      [acme.id],
    );
    expect(left?.owners).toBe(1n);
    expect(visit.complaints).toEqual([]);
  });

  test("learners' seats run out, and the limit can be raised", async () => {
    const acme = await door.organization();
    await acme.member("LEARNER");
    const visit = await browser.visit({ viewport: { width: 390, height: 844 } });
    const page = await signInMember(visit, acme);
    await openFromMenu(page, "Members");
    const dialog = page.getByRole("dialog");
    await askForSeats(page, "0");
    expect(await visit.faults()).toEqual([]);
    await dialog.getByRole("textbox", { name: "Seats" }).fill("1");
    await dialog.getByRole("button", { name: "Save" }).click();
    await page.getByText("Seats taken: 1 of 1.").waitFor();
    await expect(acme.member("LEARNER")).rejects.toMatchObject({ code: expect.stringMatching(/seat_limit_reached/i) });
    await askForSeats(page, "2");
    await page.getByText("Seats taken: 1 of 2.").waitFor();
    await acme.member("LEARNER");
    expect(visit.complaints).toEqual([]);
  });

  test("members are found by how their name begins, and who only looks is offered nothing", async () => {
    const acme = await door.organization();
    await acme.member("BILLING_ADMIN");
    await acme.member("MANAGER");
    const visit = await browser.visit();
    const page = await signInMember(visit, acme, "SUPPORT");
    await openFromMenu(page, "Members");
    await page.getByRole("row").nth(3).waitFor();
    await page.getByRole("searchbox", { name: "Search" }).fill("bill");
    await eventually(async () => expect(await page.getByRole("row").count()).toBe(2));
    expect(await page.getByRole("checkbox").count()).toBe(0);
    expect(await page.getByRole("button", { name: /^What to do with/ }).count()).toBe(0);
    expect(visit.complaints).toEqual([]);
  });
});
