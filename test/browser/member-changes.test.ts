import { afterAll, beforeAll, expect, test } from "@jest/globals";

import { describeInBrowser } from "../support/browser.js";
import { openFromMenu, organizationWithSale, signInMember } from "../support/browser-members.js";
import { DoorWorld } from "../support/door-world.js";
import { eventually } from "../support/eventually.js";

describeInBrowser("what a member changes", (browser) => {
  let door: DoorWorld;
  beforeAll(async () => {
    door = await DoorWorld.start();
  });
  afterAll(() => door.end());

  const organization = () => organizationWithSale(door);

  test("a program is created, and what is wrong stands beside its field", async () => {
    const visit = await browser.visit();
    const page = await signInMember(visit, await organization(), "MANAGER");
    await openFromMenu(page, "Programs");
    await page.getByRole("link", { name: "New program" }).click();
    await page.getByRole("textbox", { name: "Name", exact: true }).fill("Winter Sale");
    await page.getByLabel("Destination").fill("ftp://shop.example.com");
    expect(await visit.faults()).toEqual([]);
    await page.getByRole("button", { name: "Create program" }).click();
    await page.locator('input[type="url"][aria-invalid="true"]').waitFor();
    expect(await visit.faults()).toEqual([]);
    await page.getByLabel("Destination").fill("https://shop.example.com/winter");
    await page.getByLabel("Percentage", { exact: true }).last().fill("12.5");
    await page.getByRole("button", { name: "Create program" }).click();
    await page.getByRole("heading", { level: 1, name: "Winter Sale" }).waitFor();
    await page.getByText("12.5% of every event").first().waitFor();
    expect(visit.complaints).toEqual([]);
  });

  test("before a program's new rules are published one sees what they change for whom, and what they would have cost", async () => {
    const visit = await browser.visit();
    const page = await signInMember(visit, await organization(), "MANAGER");
    await openFromMenu(page, "Programs");
    await page.getByRole("link", { name: "Summer Sale" }).click();
    await page.getByRole("link", { name: "Edit" }).click();
    await page.getByText("Nothing is changed yet").waitFor();
    await page.getByLabel("Percentage", { exact: true }).last().fill("25");
    await page.getByTestId("effects").getByRole("listitem").first().waitFor();

    await page.getByRole("button", { name: "Simulate 90 days" }).click();
    // Nora's terms are older than the new rules: that nothing changes must not be taken for the rules' own doing.
    await page.getByText("Nothing changes, because partners keep terms of their own").waitFor();
    await page.getByRole("switch", { name: "Partners with terms of their own keep them" }).click({ force: true });
    await page.getByRole("button", { name: "Simulate 90 days" }).click();
    await page.getByText("Nothing changes, because").waitFor({ state: "detached" });
    await page.locator('[data-testid="simulation"][data-state="done"]').waitFor();
    expect(await page.getByTestId("simulated-total").textContent()).toBe("$10.00 would have been $25.00: +$15.00");
    expect(await page.getByTestId("simulation").getByRole("row").filter({ hasText: "Nora" }).count()).toBe(1);
    expect(await visit.faults()).toEqual([]);

    await page.getByRole("button", { name: "Publish" }).click();
    await page.getByText("Version 2, since").waitFor();
    await page.getByText("25% of every event").first().waitFor();
  });

  test("a program is given dates, and ended", async () => {
    const visit = await browser.visit();
    const page = await signInMember(visit, await organization(), "MANAGER");
    await openFromMenu(page, "Programs");
    await page.getByRole("link", { name: "Summer Sale" }).click();
    await page.getByRole("button", { name: "Schedule …" }).click();
    await page.getByLabel("Closes").fill("2099-12-31T18:00");
    expect(await visit.faults()).toEqual([]);
    await page.getByRole("button", { name: "Save the dates" }).click();
    await page.getByText("Until Dec 31, 2099, 6:00 PM").first().waitFor();
    await page.getByRole("button", { name: "End …" }).click();
    await page.getByRole("button", { name: "End it now" }).click();
    await page.getByText("Ended", { exact: true }).waitFor();
    expect(visit.complaints).toEqual([]);
  });

  test("a partner is created, given a link and terms of their own, revoked and reinstated", async () => {
    const visit = await browser.visit();
    const page = await signInMember(visit, await organization(), "MANAGER");
    await openFromMenu(page, "Partners");
    await page.getByRole("button", { name: "New partner" }).click();
    const dialog = page.getByRole("dialog");
    await dialog.getByLabel("Name").fill("Zoe");
    await dialog.getByLabel("E-mail").fill("zoe@example.com");
    await dialog.getByText("sign-in --email zoe@example.com").waitFor();
    expect(await visit.faults()).toEqual([]);
    await page.keyboard.press("Enter");
    await page.getByRole("heading", { level: 1, name: "Earnings of Zoe" }).waitFor();

    await page.getByRole("button", { name: "New link" }).click();
    await dialog.getByRole("combobox", { name: "Program" }).click();
    await page.getByRole("option", { name: "Summer Sale" }).click();
    await dialog.getByLabel("Its name in the address").fill("zoe");
    await dialog.getByRole("button", { name: "Create link" }).click();
    await page.getByTestId("link-card").getByText("/r/zoe").waitFor();

    await page.getByRole("button", { name: "Revoke …" }).click();
    await dialog.getByLabel("Why").fill("asked to leave");
    expect(await visit.faults()).toEqual([]);
    await dialog.getByRole("button", { name: "Revoke", exact: true }).click();
    await page.getByText("Reason: asked to leave").waitFor();
    await page.getByRole("button", { name: "Reinstate …" }).click();
    await dialog.getByRole("button", { name: "Reinstate", exact: true }).click();
    await page.getByText("Reason: asked to leave").waitFor({ state: "detached" });
    expect(visit.complaints).toEqual([]);
  });

  test("a partner's terms are amended above the program's, and cleared again", async () => {
    const visit = await browser.visit();
    const page = await signInMember(visit, await organization(), "MANAGER");
    await openFromMenu(page, "Partners");
    await page.getByRole("link", { name: "Nora" }).click();
    const terms = page.getByTestId("terms");
    await terms.getByText("As when they joined").waitFor();
    await terms.getByRole("button", { name: "Amend …" }).click();
    const dialog = page.getByRole("dialog");
    await dialog.getByLabel("Percentage", { exact: true }).last().fill("40");
    expect(await visit.faults()).toEqual([]);
    await dialog.getByRole("button", { name: "Amend the terms" }).click();
    await terms.getByText("40% of every event").waitFor();
    await terms.getByRole("button", { name: "Clear …" }).click();
    await dialog.getByRole("button", { name: "Clear the terms" }).click();
    await terms.getByText("Whatever the program pays").waitFor();
    expect(visit.complaints).toEqual([]);
  });

  test("a key's token is shown once, and a revoked key stays in the list as such", async () => {
    const visit = await browser.visit();
    const page = await signInMember(visit, await organization());
    await openFromMenu(page, "API keys");
    await page.getByRole("button", { name: "New key" }).click();
    const dialog = page.getByRole("dialog");
    await dialog.getByLabel("Name").fill("Shop");
    await dialog.getByRole("button", { name: "Create key" }).click();
    const token = (await dialog.getByTestId("api-key-token").textContent()) ?? "";
    expect(token).toMatch(/^trb_/);
    expect(await visit.faults()).toEqual([]);
    await dialog.getByRole("button", { name: "I have kept it" }).click();
    await page.reload();
    await page.getByText("Shop").waitFor();
    expect(await page.textContent("body")).not.toContain(token);

    await page.getByRole("button", { name: "Replace Shop" }).click();
    await dialog.getByRole("button", { name: "Make the new key" }).click();
    const successor = (await dialog.getByTestId("api-key-token").textContent()) ?? "";
    expect(successor).toMatch(/^trb_/);
    expect(successor).not.toBe(token);
    await dialog.getByRole("button", { name: "I have kept it" }).click();
    await eventually(async () => expect(await page.getByRole("row").filter({ hasText: "Shop" }).count()).toBe(2));

    await page.getByRole("button", { name: "Revoke Shop" }).first().click();
    await dialog.getByRole("button", { name: "Revoke the key" }).click();
    await page.getByRole("row").filter({ hasText: "Shop" }).getByText("Revoked").waitFor();
    expect(visit.complaints).toEqual([]);
  });

  test("who only looks is offered no changes", async () => {
    const visit = await browser.visit({ viewport: { width: 390, height: 844 } });
    const page = await signInMember(visit, await organization(), "SUPPORT");
    for (const name of ["Programs", "Partners", "Links"]) {
      await openFromMenu(page, name);
      expect(await page.getByRole("main").getByText(/^New /).count()).toBe(0);
    }
    expect(await visit.faults()).toEqual([]);
  });
});
