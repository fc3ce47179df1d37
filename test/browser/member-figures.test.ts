import { afterAll, beforeAll, expect, test } from "@jest/globals";

import { describeInBrowser } from "../support/browser.js";
import { openFromMenu, signInMember } from "../support/browser-members.js";
import type { Campaign, CampaignPartner } from "../support/door-world.js";
import { DoorWorld } from "../support/door-world.js";
import { buy, followLink } from "../support/real-visitor.js";

describeInBrowser("a member's figures", (browser) => {
  let door: DoorWorld;
  beforeAll(async () => {
    door = await DoorWorld.start();
  });
  afterAll(() => door.end());

  /** Nora has earned 10.00 USD. */
  async function shop(): Promise<{ campaign: Campaign; nora: CampaignPartner }> {
    const acme = await door.organization();
    const campaign = await acme.campaign({ name: "Summer Sale" });
    const nora = await campaign.partner("Nora");
    await campaign.touch(nora, "user-1");
    await campaign.sale("user-1");
    return { campaign, nora };
  }

  test("the home's figure rises by exactly the commission soon after a real click and a real event", async () => {
    const visit = await browser.visit({ reducedMotion: "reduce" });
    const { campaign, nora } = await shop();
    const page = await signInMember(visit, campaign.organization, "MANAGER");
    const total = page.getByTestId("organization-total");
    await total.filter({ hasText: /^\$10\.00$/ }).waitFor();
    await page.waitForSelector('[data-testid="earnings-live"][data-state="live"]');
    expect(await visit.faults()).toEqual([]);

    const key = await campaign.organization.key("events:write");
    await buy(campaign, key, await followLink(campaign, nora), 12_345);
    await total.filter({ hasText: /^\$22\.35$/ }).waitFor({ timeout: 3_000 });
    await page.getByRole("row").filter({ hasText: "$12.35" }).waitFor();
    await page
      .getByTestId("clicks-today")
      .filter({ hasText: /^[1-9]/ })
      .waitFor({ timeout: 5_000 });
  });

  test("an organization without commissions is shown the way to its first one", async () => {
    const visit = await browser.visit();
    const page = await signInMember(visit, await door.organization(), "MANAGER");
    await page.getByText("From nothing to the first commission").waitFor();
    expect(await visit.faults()).toEqual([]);
    await page.getByRole("link", { name: "New program" }).click();
    await page.getByRole("heading", { level: 1, name: "New program" }).waitFor();
  });

  for (const width of [1280, 390]) {
    test(`statistics add up by time and by what they came from, ${width} wide`, async () => {
      const visit = await browser.visit({ viewport: { width, height: 900 } });
      const { campaign } = await shop();
      const page = await signInMember(visit, campaign.organization, "MANAGER");
      await openFromMenu(page, "Statistics");
      await page.getByTestId("stat-total").filter({ hasText: "$10.00" }).waitFor();
      const table = page.getByRole("main").locator('section[aria-labelledby="by-thing"]');
      await table.getByRole("link", { name: "Nora" }).waitFor();
      await page.locator("figure .recharts-bar-rectangle").last().waitFor();
      expect(await visit.faults()).toEqual([]);

      await page.getByText("Months", { exact: true }).click();
      await page.waitForURL(/grain=MONTH/);
      await page.getByRole("combobox", { name: "Group by" }).click();
      await page.getByRole("option", { name: "Program" }).click();
      await table.getByRole("link", { name: "Summer Sale" }).waitFor();
      expect(await page.getByTestId("stat-total").textContent()).toBe("$10.00");

      await page.getByLabel("Until").fill("2020-01-31");
      await page.getByLabel("From").fill("2020-01-01");
      await page.getByText("Nothing earned in this time").waitFor();
    });
  }
});
