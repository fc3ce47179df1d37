import { afterAll, beforeAll, expect, test } from "@jest/globals";
import type { Page } from "playwright-core";

import type { Campaign, CampaignPartner } from "../support/door-world.js";
import { DoorWorld } from "../support/door-world.js";
import type { Visit } from "../support/browser.js";
import { describeInBrowser } from "../support/browser.js";
import { buy, followLink } from "../support/real-visitor.js";

const total = (page: Page) => page.getByTestId("earnings-total");
/** The figure, once it shows exactly this. */
const shown = (page: Page, text: string) =>
  total(page).filter({ hasText: new RegExp(`^${text.replace(/[$.]/g, "\\$&")}$`) });
const line = (page: Page) => page.getByTestId("earnings-live");

/** The figure reaches the text, and stays there. */
async function textBecomes(page: Page, text: string): Promise<void> {
  await shown(page, text).waitFor();
  await page.waitForTimeout(300);
  expect(await total(page).textContent()).toBe(text);
}

describeInBrowser("a partner's page", (browser) => {
  let door: DoorWorld;
  beforeAll(async () => {
    door = await DoorWorld.start();
  });
  afterAll(() => door.end());

  interface Shop {
    campaign: Campaign;
    nora: CampaignPartner;
    key: string;
  }

  /** A shop that pays ten percent, and a partner who has earned 10.00 USD before. */
  async function shop(): Promise<Shop> {
    const acme = await door.organization();
    const campaign = await acme.campaign();
    const nora = await campaign.partner("Nora");
    await campaign.touch(nora, "user-1");
    await campaign.sale("user-1");
    return { campaign, nora, key: await acme.key("events:write") };
  }

  async function signInLink({ campaign, nora }: Shop): Promise<string> {
    const { slug } = campaign.organization;
    const token = await campaign.organization.signInToken({ kind: "partner", id: nora.id });
    return `${door.url}/t/${slug}/sign-in#token=${token}`;
  }

  /** Signed in by link, the line open. */
  async function portal(visit: Visit, shop: Shop): Promise<Page> {
    const { page } = visit;
    await page.goto(await signInLink(shop));
    await page.waitForURL("**/portal");
    await page.waitForSelector('[data-testid="earnings-live"][data-state="live"]');
    return page;
  }

  test("the figure rises by exactly the commission within a second of a real click and a real event", async () => {
    const visit = await browser.visit({ reducedMotion: "reduce" });
    const acme = await shop();
    const page = await portal(visit, acme);
    expect(await total(page).textContent()).toBe("$10.00");

    const cref = await followLink(acme.campaign, acme.nora);
    // Ten percent of 123.45 is 12.345: half up, 12.35.
    await buy(acme.campaign, acme.key, cref, 12_345);
    await shown(page, "$22.35").waitFor({ timeout: 1_000 });
    expect(await page.getByTestId("earnings-news").first().textContent()).toContain("+$12.35");
    expect(visit.complaints).toEqual([]);
  });

  test("the figure moves to its new amount and rests on it exactly", async () => {
    const visit = await browser.visit();
    const acme = await shop();
    const page = await portal(visit, acme);
    await buy(acme.campaign, acme.key, await followLink(acme.campaign, acme.nora), 10_000);
    await textBecomes(page, "$20.00");
  });

  test("why this amount opens from the list, tells the whole chain, and its sums reconcile", async () => {
    const visit = await browser.visit({ reducedMotion: "reduce" });
    const acme = await shop();
    const page = await portal(visit, acme);
    await buy(acme.campaign, acme.key, await followLink(acme.campaign, acme.nora), 12_345);
    await textBecomes(page, "$22.35");

    await page.getByRole("link", { name: "$12.35" }).click();
    const drawer = page.getByTestId("explanation");
    const verdict = drawer.getByTestId("explanation-verdict");
    await verdict.waitFor();
    expect(await verdict.getAttribute("data-reconciles")).toBe("true");
    const story = await drawer.textContent();
    for (const part of [
      "The click",
      "The person",
      "The event",
      "The rule",
      "The hold",
      "The ledger",
      "$123.45",
      "1234.5",
    ])
      expect(story).toContain(part);
    expect(story).toContain("Why $12.35?");

    expect(new URL(page.url()).searchParams.get("why")).toMatch(/^[0-9a-f-]{36}$/);
    await page.keyboard.press("Escape");
    await drawer.waitFor({ state: "detached" });
    expect(new URL(page.url()).searchParams.get("why")).toBeNull();
    expect(visit.complaints).toEqual([]);
  });

  test("a deep link of one's own is made, told apart while it is typed, and shared", async () => {
    const visit = await browser.visit({ reducedMotion: "reduce" });
    const acme = await shop();
    const { campaign } = acme;
    await campaign.organization.door.container.programs.changeDetails(campaign.organization.ctx, campaign.programId, {
      deepLinkDomains: ["shop.example.com", "*.example.org"],
    });
    const page = await portal(visit, acme);
    await page.getByRole("button", { name: "Make a link" }).click();
    const dialog = page.getByRole("dialog");
    const destination = dialog.getByLabel("Where it leads");
    await destination.fill("https://evil.example/shoes");
    await dialog.getByText("Only pages on shop.example.com or *.example.org are allowed.").waitFor();
    expect(await visit.faults()).toEqual([]);
    await destination.fill("https://shop.example.com/shoes?size=42");
    await dialog.getByText("Only pages on").waitFor({ state: "detached" });
    await dialog.getByLabel("Its name in the address").fill("with space");
    await dialog.getByRole("button", { name: "Create link" }).click();
    await dialog.locator('input[aria-invalid="true"]').waitFor();
    await dialog.getByLabel("Its name in the address").fill("nora-shoes");
    await page.keyboard.press("Enter");
    await dialog.waitFor({ state: "detached" });

    const card = page.getByTestId("link-card").filter({ hasText: "/r/nora-shoes" });
    await card.getByText("Leads to shop.example.com/shoes?size=42, by a deep link").waitFor();
    expect(await card.getByRole("button", { name: "Copy link" }).count()).toBe(1);
    await card.getByRole("button", { name: "QR code" }).click();
    await page.getByRole("img", { name: /QR code of .*nora-shoes/ }).waitFor();
    expect(visit.complaints).toEqual([]);
  });

  test("a server that stops and comes again takes nothing from the page, and what was missed arrives once", async () => {
    const visit = await browser.visit({ reducedMotion: "reduce" });
    const acme = await shop();
    const first = door;
    const page = await portal(visit, acme);
    const second = await first.another();
    const port = Number(new URL(first.url).port);

    try {
      await first.stop();
      await page.waitForSelector('[data-testid="earnings-live"]:not([data-state="live"])');
      expect(await total(page).textContent()).toBe("$10.00");
      const { campaign } = acme;
      await second.container.events.record(campaign.organization.ctx, [
        { id: "while-away", type: "sale", userId: "user-1", amount: { amountMinor: 5_000, currency: "USD" } },
      ]);

      door = await first.another("multi", port);
      await page.waitForSelector('[data-testid="earnings-live"][data-state="live"]', { timeout: 15_000 });
      await textBecomes(page, "$15.00");
      expect(await page.getByTestId("earnings-news").count()).toBe(2);
      expect(await line(page).textContent()).toBe("Live");
    } finally {
      await second.stop();
    }
  });

  test("a sign-in link leaves no trace in the address and works once", async () => {
    const visit = await browser.visit();
    const acme = await shop();
    const { page } = visit;
    const link = await signInLink(acme);
    await page.goto(link);
    await page.waitForURL("**/portal");
    expect(await page.evaluate("location.href + JSON.stringify(history.state)")).not.toContain("token");

    const stranger = await browser.visit();
    await stranger.page.goto(link);
    await stranger.page.getByText("This link no longer works").waitFor();
  });

  test("a link of another organization signs in there, whoever was signed in before", async () => {
    const visit = await browser.visit();
    const page = await portal(visit, await shop());
    const other = await shop();
    await page.goto(await signInLink(other));
    await page.waitForURL(`**/t/${other.campaign.organization.slug}/portal`);
    await textBecomes(page, "$10.00");
  });

  test("a session token signs in where no cookie can be had, and its line is live as well", async () => {
    const { page } = await browser.visit();
    const { campaign, nora } = await shop();
    await page.goto(`${door.url}/t/${campaign.organization.slug}/sign-in`);
    await page.getByText("Sign in with a token instead").click();
    await page.getByLabel("Session token").fill("trb_s_unknown");
    await page.getByRole("button", { name: "Sign in", exact: true }).click();
    await page.getByText("The server does not know this token").waitFor();
    await page.getByLabel("Session token").fill(nora.token);
    await page.getByRole("button", { name: "Sign in", exact: true }).click();
    await page.waitForSelector('[data-testid="earnings-live"][data-state="live"]');
    await textBecomes(page, "$10.00");
  });

  test("who signs out is a stranger afterwards, and learns it where the server could not be told", async () => {
    const visit = await browser.visit();
    const page = await portal(visit, await shop());
    await page.getByRole("button", { name: "Your account" }).click();
    await page.route("**/graphql", (route) => route.abort());
    await page.getByRole("button", { name: "Sign out" }).click();
    await page.getByText("The server does not answer. You are still signed in.").waitFor();
    await page.unroute("**/graphql");
    await page.getByRole("button", { name: "Sign out" }).click();
    await page.getByRole("heading", { level: 1, name: "Sign in" }).waitFor();
    await page.goto(page.url().replace("sign-in", "portal"));
    await page.getByRole("heading", { level: 1, name: "Sign in" }).waitFor();
  });

  test("a partner who is revoked while watching is led out", async () => {
    const visit = await browser.visit();
    const acme = await shop();
    const page = await portal(visit, acme);
    await acme.campaign.organization.door.container.partners.revoke(
      acme.campaign.organization.ctx,
      acme.nora.id,
      "fraud",
    );
    await page.getByText("Your session has ended").waitFor({ timeout: 20_000 });
  });

  for (const colorScheme of ["light", "dark"] as const) {
    test(`the page, its reasons and the sign-in page are free of accessibility faults, ${colorScheme}`, async () => {
      const acme = await shop();
      for (const width of [1280, 390]) {
        const visit = await browser.visit({ colorScheme, reducedMotion: "reduce", viewport: { width, height: 900 } });
        const page = await portal(visit, acme);
        await page.getByTestId("why-button").first().waitFor();
        expect(await visit.accessibilityFaults()).toEqual([]);
        expect(await visit.isTooWide()).toBe(false);
        await page.getByTestId("why-button").first().click();
        await page.getByTestId("explanation-verdict").getByRole("button").click();
        await page.getByText("The server's own reckoning").waitFor();
        expect(await visit.accessibilityFaults()).toEqual([]);
        await page.goto(`${door.url}/t/${acme.campaign.organization.slug}/sign-in`);
        await page.getByText("Sign in with a token instead").click();
        await page.getByLabel("Session token").waitFor();
        expect(await visit.accessibilityFaults()).toEqual([]);
        expect(await visit.isTooWide()).toBe(false);
      }
    });
  }
});
