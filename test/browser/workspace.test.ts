import { afterAll, beforeAll, expect, test } from "@jest/globals";

import type { Role } from "../../src/shared/role.js";
import { describeInBrowser } from "../support/browser.js";
import { openFromMenu, organizationWithSale, signInMember } from "../support/browser-members.js";
import { chooseFor } from "../support/browser-people.js";
import { DoorWorld } from "../support/door-world.js";

describeInBrowser("somebody's workspace", (browser) => {
  let door: DoorWorld;
  beforeAll(async () => {
    door = await DoorWorld.start({ rateLimits: false });
  });
  afterAll(() => door.end());

  test("C-WS-02 the menu has its groups, and operations begin closed for who runs the whole", async () => {
    const acme = await organizationWithSale(door);
    const isOpen: Partial<Record<Role, boolean>> = {};
    for (const role of ["OWNER", "MAINTAINER", "MANAGER", "SUPPORT"] as const) {
      const visit = await browser.visit();
      const page = await signInMember(visit, acme, role);
      const menu = page.getByRole("navigation", { name: "Pages" });
      await menu.getByRole("link", { name: "Home" }).waitFor();
      const groups = await menu.getByRole("button").allTextContents();
      expect(groups).toEqual(["People", "Commerce", "Operations", "Insights", "Configuration"]);
      isOpen[role] = await menu.getByRole("link", { name: "Events" }).isVisible();
      expect(await visit.faults()).toEqual([]);
      expect(visit.complaints).toEqual([]);
    }
    expect(isOpen).toEqual({ OWNER: false, MAINTAINER: false, MANAGER: true, SUPPORT: true });

    const page = await signInMember(await browser.visit(), acme, "OWNER");
    const menu = page.getByRole("navigation", { name: "Pages" });
    const operations = menu.getByRole("button", { name: "Operations" });
    await operations.click();
    await menu.getByRole("link", { name: "Events" }).waitFor();
    await operations.click();
    await menu.getByRole("link", { name: "Events" }).waitFor({ state: "hidden" });
    // Whoever comes to a page by its address sees where they are.
    await page.goto(`${door.url}/t/${acme.slug}/events`);
    await menu.getByRole("link", { name: "Events" }).waitFor();
  });

  test("nothing leads to other organizations where there can be none, and to a new one where there can", async () => {
    const alone = await DoorWorld.start({ tenancy: "single" });
    try {
      for (const [installation, pages] of [
        [alone, 0],
        [door, 1],
      ] as const) {
        const page = await signInMember(await browser.visit(), await installation.organization(), "OWNER");
        const menu = page.getByRole("navigation", { name: "Pages" });
        await menu.getByRole("link", { name: "Preferences" }).waitFor();
        await page.getByRole("button", { name: /Organization: / }).click();
        await page.getByText("You are here as Owner.").waitFor();
        const found = [
          menu.getByRole("link", { name: "Explore" }),
          menu.getByRole("link", { name: "Tree" }),
          page.getByRole("link", { name: "New organization" }),
        ];
        expect(await Promise.all(found.map((link) => link.count()))).toEqual([pages, pages, pages]);
      }
      await browser.endVisits();
    } finally {
      await alone.end();
    }
  });

  test("C-WS-03 a billing administrator's home begins with how the organization pays", async () => {
    const acme = await organizationWithSale(door);
    const visit = await browser.visit();
    const page = await signInMember(visit, acme, "BILLING_ADMIN");
    const card = page.getByRole("region", { name: "Billing" });
    await card.getByText("There are no invoices and no wallet yet.", { exact: false }).waitFor();
    expect(await visit.faults()).toEqual([]);
    const manager = await signInMember(await browser.visit(), acme, "MANAGER");
    await manager.getByTestId("why-button").waitFor();
    expect(await manager.getByRole("region", { name: "Billing" }).count()).toBe(0);
    expect(visit.complaints).toEqual([]);
  });

  test("C-WS-04 whoever is no member anywhere sees no switcher", async () => {
    const acme = await organizationWithSale(door);
    const member = await signInMember(await browser.visit(), acme, "LEARNER");
    await member.getByRole("button", { name: /Organization: / }).waitFor();
    const { page } = await browser.visit();
    const { id } = await acme.partner("Nora");
    const token = await acme.signInToken({ kind: "partner", id });
    await page.goto(`${door.url}/t/${acme.slug}/sign-in#token=${token}`);
    await page.getByRole("button", { name: "Your account" }).waitFor();
    expect(await page.getByRole("button", { name: /Organization: / }).count()).toBe(0);
    await page.getByText(`The ${acme.slug}`).first().waitFor();
  });

  test("C-WS-01 C-MISC-02 sums are written as one wants them, and a refusal says what to do next", async () => {
    const acme = await organizationWithSale(door);
    const visit = await browser.visit();
    const page = await signInMember(visit, acme, "OWNER");
    await page.getByTestId("organization-total").getByText("$10.00").waitFor();
    await openFromMenu(page, "Preferences");
    await page.getByLabel("Locale").fill("de-DE");
    await page.getByRole("button", { name: "Save display" }).click();
    await page.getByText("Saved.").waitFor();
    await page.getByRole("navigation", { name: "Pages" }).getByRole("link", { name: "Home" }).click();
    await page.getByTestId("organization-total").getByText("10,00").waitFor();

    await openFromMenu(page, "Members");
    await chooseFor(page, "OWNER", "Change …");
    const dialog = page.getByRole("dialog");
    await dialog.getByRole("combobox", { name: "Role" }).click();
    await page.getByRole("option", { name: "Manager" }).click();
    await dialog.getByRole("button", { name: "Save" }).click();
    await dialog.getByText("Make somebody else an owner first.").waitFor();
    expect(await visit.faults()).toEqual([]);
  });
});
