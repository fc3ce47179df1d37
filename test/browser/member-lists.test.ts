import { afterAll, beforeAll, expect, test } from "@jest/globals";

import { describeInBrowser } from "../support/browser.js";
import { openFromMenu, signInMember } from "../support/browser-members.js";
import type { DoorOrganization } from "../support/door-world.js";
import { DoorWorld } from "../support/door-world.js";

const NARROW = { width: 390, height: 844 };

describeInBrowser("a member's lists", (browser) => {
  let door: DoorWorld;
  beforeAll(async () => {
    door = await DoorWorld.start();
  });
  afterAll(() => door.end());

  /** Nora and Ann have each earned 10.00 USD in one program. */
  async function organization(): Promise<DoorOrganization> {
    const acme = await door.organization();
    const campaign = await acme.campaign({ name: "Summer Sale" });
    for (const name of ["Nora", "Ann"]) {
      const partner = await campaign.partner(name);
      await campaign.touch(partner, `user-of-${name}`);
      await campaign.sale(`user-of-${name}`);
    }
    return acme;
  }

  test("commissions are narrowed by filters that stand in the address and can be kept under a name", async () => {
    const visit = await browser.visit();
    const page = await signInMember(visit, await organization());
    const rows = page.getByTestId("why-button");
    await openFromMenu(page, "Commissions");
    await rows.nth(1).waitFor();

    await page.getByRole("combobox", { name: "Partner" }).click();
    await page.getByRole("option", { name: "Nora" }).click();
    await page.getByRole("link", { name: "Ann" }).waitFor({ state: "detached" });
    await rows.first().waitFor();
    expect(await rows.count()).toBe(1);
    const address = page.url();
    expect(address).toMatch(/partner=[0-9a-f-]{36}/);

    await page.getByRole("button", { name: "Saved filters" }).click();
    await page.getByLabel("Name for these filters").fill("Only Nora");
    await page.keyboard.press("Enter");
    await page.getByRole("button", { name: "Clear filters" }).click();
    await rows.nth(1).waitFor();
    await page.reload();
    await page.getByRole("button", { name: "Saved filters" }).click();
    await page.getByRole("button", { name: "Only Nora", exact: true }).click();
    await page.waitForURL(address);
    await page.getByRole("link", { name: "Ann" }).waitFor({ state: "detached" });
    await rows.first().waitFor();
    expect(await rows.count()).toBe(1);

    await page.goto(`${address}&status=PAID`);
    await page.getByText("Nothing matches these filters").waitFor();
    expect(await visit.faults()).toEqual([]);
    await page.getByRole("main").getByRole("button", { name: "Clear filters" }).last().click();
    await rows.nth(1).waitFor();
  });

  test("links can be copied, labelled and shown as a code", async () => {
    const visit = await browser.visit({ permissions: ["clipboard-read", "clipboard-write"] });
    const acme = await organization();
    const page = await signInMember(visit, acme);
    await openFromMenu(page, "Links");
    const row = page.getByRole("row").filter({ hasText: "Nora" });
    await row.getByRole("button", { name: "Copy link" }).click();
    await row.getByText("Copied").waitFor();
    const copied: string = await page.evaluate("navigator.clipboard.readText()");
    expect(copied).toContain(`${door.url}/t/${acme.slug}/r/`);
    expect(await visit.faults()).toEqual([]);

    await row.getByRole("button", { name: "QR code" }).click();
    const dialog = page.getByRole("dialog");
    await dialog.getByLabel("Label").fill("two words");
    await dialog.getByText("Letters, digits").waitFor();
    expect(await visit.faults()).toEqual([]);
    await dialog.getByLabel("Label").fill("newsletter");
    await dialog.getByRole("img", { name: `QR code of ${copied}?sub=newsletter` }).waitFor();
    expect(await visit.faults()).toEqual([]);
  });

  test("the journal grows while one watches, and is verified from its first entry to its last", async () => {
    const visit = await browser.visit();
    const acme = await organization();
    const page = await signInMember(visit, acme);
    await openFromMenu(page, "Journal");
    await page.getByText("Commission earned").first().waitFor();
    await acme.partner("Zoe");
    await page.getByText("Partner created").first().waitFor({ timeout: 5_000 });

    await page.getByRole("button", { name: "Verify the journal" }).click();
    await page.locator('[data-testid="journal-verification"][data-state="whole"]').waitFor();
    expect(await page.getByTestId("journal-verification").textContent()).toContain("nothing was changed");
    expect(await visit.faults()).toEqual([]);

    await page.getByRole("button", { name: "Details of entry 0" }).click();
    await page.getByRole("dialog").getByText("Hash of its bytes").waitFor();
    expect(await visit.faults()).toEqual([]);
  });

  test("Ctrl-K finds pages, programs and partners from the keyboard alone", async () => {
    const visit = await browser.visit();
    const page = await signInMember(visit, await organization());
    for (const [typed, found, heading] of [
      ["nora", /^Nora/, "Earnings of Nora"],
      ["summer", "Summer Sale", "Summer Sale"],
      ["journ", "Journal", "Journal"],
    ] as const) {
      await page.keyboard.press("Control+k");
      await page.getByPlaceholder("Search or go to").fill(typed);
      const palette = page.getByRole("dialog");
      await palette.getByRole("button", { name: found }).waitFor();
      if (typed === "nora") expect(await visit.faults()).toEqual([]);
      await page.keyboard.press("ArrowDown");
      await page.keyboard.press("Enter");
      await page.getByRole("heading", { level: 1, name: heading }).waitFor();
    }
    expect(visit.complaints).toEqual([]);
  });

  test("GraphiQL is an entry of the menu and of Ctrl-K", async () => {
    const visit = await browser.visit();
    const page = await signInMember(visit, await organization());
    await openFromMenu(page, "GraphiQL");
    await page.getByText("Signed in as").waitFor();
    await page.getByRole("link", { name: "Tributary" }).click();
    await page.getByRole("heading", { level: 1, name: /^The / }).waitFor();
    await page.keyboard.press("Control+k");
    await page.getByPlaceholder("Search or go to").fill("graphql");
    await page.getByRole("dialog").getByRole("button", { name: "GraphiQL" }).click();
    await page.getByRole("heading", { level: 1, name: "GraphiQL" }).waitFor();
    expect(visit.complaints).toEqual([]);
  });

  test("every list stands on a narrow page without a fault", async () => {
    const visit = await browser.visit({ viewport: NARROW });
    const page = await signInMember(visit, await organization());
    for (const [name, content] of [
      ["Programs", "Summer Sale"],
      ["Partners", "Nora"],
      ["Links", "Nora"],
      ["Commissions", "Nora"],
      ["Journal", "Commission earned"],
    ] as const) {
      await openFromMenu(page, name);
      await page.getByRole("main").getByText(content, { exact: true }).first().waitFor();
      expect({ name, faults: await visit.faults() }).toEqual({ name, faults: [] });
    }
  });

  test("a commission is rejected for good only after a second thought", async () => {
    const visit = await browser.visit();
    const page = await signInMember(visit, await organization(), "MANAGER");
    await page.getByTestId("why-button").first().click();
    const drawer = page.getByTestId("explanation");
    await drawer.getByRole("button", { name: "Reject …" }).click();
    await drawer.getByRole("button", { name: "Keep it" }).click();
    await drawer.getByRole("button", { name: "Reject …" }).click();
    expect(await visit.faults()).toEqual([]);
    await drawer.getByRole("button", { name: "Reject for good" }).click();
    await page.getByText("Rejected: it is worth zero now.").waitFor();
    await drawer.getByText("Rejected").first().waitFor();
    expect(await drawer.getByRole("button", { name: "Reject …" }).count()).toBe(0);
  });
});
