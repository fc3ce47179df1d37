import { afterAll, beforeAll, expect, test } from "@jest/globals";

import { describeInBrowser } from "../support/browser.js";
import { openFromMenu, signInMember } from "../support/browser-members.js";
import type { DoorOrganization } from "../support/door-world.js";
import { DoorWorld } from "../support/door-world.js";

describeInBrowser("what a member looks up", (browser) => {
  let door: DoorWorld;
  beforeAll(async () => {
    door = await DoorWorld.start();
  });
  afterAll(() => door.end());

  /** Nora and Ann, a customer of Nora's, and a key. */
  async function organization(): Promise<DoorOrganization> {
    const acme = await door.organization();
    const campaign = await acme.campaign({ name: "Summer Sale" });
    const nora = await campaign.partner("Nora");
    await campaign.partner("Ann");
    await campaign.touch(nora, "user-1");
    await campaign.sale("user-1");
    await acme.key("events:write");
    return acme;
  }

  test("an event tells what was sent, how its credit was divided and what it earned", async () => {
    const visit = await browser.visit();
    const page = await signInMember(visit, await organization());
    await openFromMenu(page, "Events");
    await page.getByRole("link", { name: "sale" }).waitFor();
    expect(await visit.faults()).toEqual([]);
    await page.getByLabel("Type").fill("refund");
    await page.getByText("Nothing matches these filters").waitFor();
    await page.getByLabel("Type").fill("sale");
    await page.getByRole("link", { name: "sale" }).click();
    await page.getByRole("heading", { level: 1, name: "sale" }).waitFor();
    const story = (await page.getByRole("main").textContent()) ?? "";
    for (const part of [
      "$100.00",
      "user-1",
      "the whole credit goes to the last click",
      "because the event was recorded",
      "Nora",
      "$10.00",
    ])
      expect(story).toContain(part);
    expect(await visit.faults()).toEqual([]);
    // Only the page that one is on is marked in the menu, also on a page below it.
    expect(await page.getByRole("navigation").locator("a[data-active]").allTextContents()).toEqual(["Events"]);
  });

  test("partners are found by the beginning of a word of their name, and each is reached by keyboard alone", async () => {
    const visit = await browser.visit();
    const page = await signInMember(visit, await organization());
    await openFromMenu(page, "Partners");
    await page.getByRole("link", { name: "Ann" }).waitFor();
    await page.keyboard.press("/");
    await page.keyboard.type("no");
    await page.getByRole("link", { name: "Ann" }).waitFor({ state: "detached" });
    expect(page.url()).toContain("search=no");
    await page.getByRole("link", { name: "Nora" }).focus();
    await page.keyboard.press("Enter");
    await page.getByRole("heading", { level: 1, name: "Earnings of Nora" }).waitFor();
    expect(await visit.faults()).toEqual([]);
  });

  test("members and keys are listed with what they may do, to those who may know it", async () => {
    // Beside the menu a small tablet has little room.
    const visit = await browser.visit({ viewport: { width: 768, height: 900 } });
    const acme = await organization();
    const page = await signInMember(visit, acme, "MAINTAINER");
    await openFromMenu(page, "Members");
    await page.getByText("The technical side").waitFor();
    expect(await visit.faults()).toEqual([]);
    await openFromMenu(page, "API keys");
    await page.getByText("send events").waitFor();
    expect(await visit.faults()).toEqual([]);

    const other = await browser.visit();
    const support = await signInMember(other, acme, "SUPPORT");
    await openFromMenu(support, "Members");
    expect(await support.getByRole("navigation").getByRole("link", { name: "API keys" }).count()).toBe(0);
  });

  test("a program shows its promise and its versions", async () => {
    const visit = await browser.visit({ viewport: { width: 390, height: 844 } });
    const page = await signInMember(visit, await organization());
    await openFromMenu(page, "Programs");
    await page.getByRole("link", { name: "Summer Sale" }).click();
    await page.getByText("Version 1, since").waitFor();
    await page.getByText("10% of every event").first().waitFor();
    expect(await visit.faults()).toEqual([]);
  });
});
