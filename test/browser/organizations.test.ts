import { afterAll, beforeAll, expect, test } from "@jest/globals";
import sharp from "sharp";

import { describeInBrowser } from "../support/browser.js";
import { openFromMenu, signInMember } from "../support/browser-members.js";
import { DoorWorld } from "../support/door-world.js";
import { newId } from "../../src/shared/ids.js";

describeInBrowser("organizations in the browser", (browser) => {
  let door: DoorWorld;
  beforeAll(async () => {
    door = await DoorWorld.start();
  });
  afterAll(() => door.end());

  test("C-ORG-27 C-BUG-30 an organization is made in five steps that keep what was typed, and the last one waits for its answer", async () => {
    const visit = await browser.visit();
    const page = await signInMember(visit, await door.organization(), "LEARNER");
    await openFromMenu(page, "Explore");
    await page.getByRole("link", { name: "New organization" }).click();
    const name = `Müller Tea ${newId().slice(-8)}`;
    await page.getByRole("textbox", { name: "Name", exact: true }).fill(name);
    const slug = page.getByLabel("Name in addresses");
    expect(await slug.inputValue()).toMatch(/^muller-tea-/);
    await slug.fill("adm1n");
    expect(await visit.faults()).toEqual([]);
    await page.getByRole("button", { name: "Create and go on" }).click();
    await page.getByText("This slug is reserved").waitFor();
    const own = `tea-${newId().slice(-10)}`;
    await slug.fill(own);
    await page.getByRole("button", { name: "Create and go on" }).click();
    await page.waitForURL(`**/t/${own}/organization/setup`);

    await page.getByLabel("How it pays").selectOption("INVOICE");
    await page.getByLabel("Currency").fill("nope");
    await page.getByRole("button", { name: "Save and go on" }).click();
    await page.getByText("three letters of ISO 4217").waitFor();
    await page.getByLabel("Currency").fill("inr");
    expect(await visit.faults()).toEqual([]);
    await page.getByRole("button", { name: "Save and go on" }).click();
    await page.getByLabel("First colour").fill("#0b7285");
    await page.getByRole("button", { name: "Back" }).click();
    expect(await page.getByLabel("Currency").inputValue()).toBe("inr");
    await page.getByRole("button", { name: "Save and go on" }).click();
    expect(await page.getByLabel("First colour").inputValue()).toBe("#0b7285");
    await page.getByRole("button", { name: "Save and go on" }).click();
    await page.getByText("Invite people on the page Members").waitFor();
    await page.getByRole("button", { name: "Skip this step" }).click();

    await page.getByLabel("Description").fill("x".repeat(2001));
    await page.getByRole("button", { name: "Save and go in" }).click();
    await page.getByText("at most 2,000 characters").waitFor();
    expect(page.url()).toContain("/organization/setup");
    await page.getByLabel("Description").fill("Sells tea.");
    expect(await visit.faults()).toEqual([]);
    await page.getByRole("button", { name: "Save and go in" }).click();
    await page.getByRole("heading", { level: 1, name }).waitFor();
  });

  test("settings are saved part by part, the preview follows, and only the typed slug ends an organization", async () => {
    const acme = await door.organization();
    const visit = await browser.visit();
    const page = await signInMember(visit, acme, "OWNER");
    await openFromMenu(page, "Organization");
    await page.getByRole("textbox", { name: "Industry" }).fill("Tea");
    await page.getByRole("textbox", { name: "Website" }).fill("ftp://tea");
    await page.getByRole("button", { name: "Save profile" }).click();
    await page.getByText("A website is an address").waitFor();
    await page.getByRole("textbox", { name: "Website" }).fill("https://tea.example");
    await page.getByRole("switch", { name: "Let others find it" }).click({ force: true });
    await page.getByRole("button", { name: "Save profile" }).click();
    await page.getByText("Saved.").first().waitFor();
    await page.getByLabel("First colour").fill("#ffd43b");
    const preview = page.getByRole("figure", { name: /looks with these colours/ });
    expect(await preview.getAttribute("style")).toContain("rgb(255, 212, 59)");
    await page
      .locator('input[type="file"]')
      .setInputFiles({ name: "logo.svg", mimeType: "image/png", buffer: Buffer.from("<svg/>") });
    await page.getByText("Send a JPEG, PNG or WebP.").waitFor();
    expect(await visit.faults()).toEqual([]);
    const logo = await sharp({ create: { width: 80, height: 80, channels: 3, background: "#0b7285" } })
      .png()
      .toBuffer();
    await page.locator('input[type="file"]').setInputFiles({ name: "logo.png", mimeType: "image/png", buffer: logo });
    await preview.locator("img").waitFor();

    await openFromMenu(page, "Explore");
    await page.getByRole("searchbox").fill("tea");
    await page
      .getByRole("article")
      .filter({ hasText: `The ${acme.slug}` })
      .waitFor();
    expect(await visit.faults()).toEqual([]);
    await openFromMenu(page, "Tree");
    await page.getByText(acme.slug, { exact: true }).waitFor();
    expect(await visit.faults()).toEqual([]);
    await openFromMenu(page, "Preferences");
    await page.getByLabel("Locale").fill("english!");
    await page.getByRole("button", { name: "Save display" }).click();
    await page.getByText("A locale is written").waitFor();
    expect(await visit.faults()).toEqual([]);

    await openFromMenu(page, "Organization");
    await page.getByLabel(/to say that you mean it/).fill("not-it");
    await page.getByRole("button", { name: "Deactivate for good" }).click();
    await page.getByText("Type the organization's slug exactly").waitFor();
    await page.getByLabel(/to say that you mean it/).fill(acme.slug);
    await page.getByRole("button", { name: "Deactivate for good" }).click();
    await page.waitForURL(`${door.url}/sign-in`);
    await page.getByRole("heading", { level: 1 }).waitFor();
    expect(await acme.ctx.query("SELECT status FROM organization")).toEqual([{ status: "deactivated" }]);
  });
});
