import { afterAll, beforeAll, expect, test } from "@jest/globals";

import { describeInBrowser } from "../support/browser.js";
import { organizationWithSale, signInMember } from "../support/browser-members.js";
import { eventually } from "../support/eventually.js";
import { DoorWorld } from "../support/door-world.js";

describeInBrowser("a member's pages", (browser) => {
  let door: DoorWorld;
  beforeAll(async () => {
    door = await DoorWorld.start();
  });
  afterAll(() => door.end());

  const organization = () => organizationWithSale(door);

  for (const colorScheme of ["light", "dark"] as const) {
    test(`a manager finds programs, partners and commissions with their reasons, without accessibility faults, ${colorScheme}`, async () => {
      const acme = await organization();
      for (const width of [1280, 390]) {
        const visit = await browser.visit({ colorScheme, reducedMotion: "reduce", viewport: { width, height: 900 } });
        const page = await signInMember(visit, acme, "MANAGER");
        const faultless = async (): Promise<void> => {
          expect(await visit.accessibilityFaults()).toEqual([]);
          expect(await visit.isTooWide()).toBe(false);
        };
        const open = async (name: string): Promise<void> => {
          if (width < 768) await page.getByRole("button", { name: "Open the menu" }).click();
          await page.getByRole("navigation").getByRole("link", { name }).click();
          await page.getByRole("heading", { level: 1, name }).waitFor();
        };
        await page.getByTestId("why-button").waitFor();
        await faultless();
        await open("Programs");
        await page.getByText("10% of every event").waitFor();
        await faultless();
        await open("Partners");
        await page.getByRole("link", { name: "Nora" }).waitFor();
        await faultless();
        await page.getByRole("link", { name: "Nora" }).click();
        await page.waitForSelector('[data-testid="earnings-live"][data-state="live"]');
        expect(await page.getByTestId("earnings-total").textContent()).toBe("$10.00");
        await open("Commissions");
        await page.getByTestId("why-button").click();
        await page.waitForSelector('[data-testid="explanation-verdict"][data-reconciles="true"]');
        await faultless();
        expect(visit.complaints).toEqual([]);
      }
    });
  }

  test("a learner is told that the partner program is not theirs, and sees nothing of it", async () => {
    const visit = await browser.visit();
    const page = await signInMember(visit, await organization(), "LEARNER");
    await page.getByText("Your role has no part in the partner program").waitFor();
    await page.getByRole("navigation").getByRole("link", { name: "Home" }).waitFor();
    expect(await page.getByRole("navigation").getByRole("link").allTextContents()).toEqual([
      "Home",
      "Explore",
      "Preferences",
    ]);
    expect(await page.textContent("body")).not.toContain("Summer Sale");
    expect(await visit.accessibilityFaults()).toEqual([]);
    await page.goto(new URL("partners", page.url()).href);
    await page.getByText("Your role does not show you this").waitFor();
    expect(await page.getByRole("button", { name: "Try again" }).count()).toBe(0);
    expect(await visit.accessibilityFaults()).toEqual([]);
  });

  test("a portal address leads a member home, and a page of members leads a partner to the portal", async () => {
    const acme = await organization();
    const member = await signInMember(await browser.visit(), acme, "OWNER");
    await member.goto(`${door.url}/t/${acme.slug}/portal`);
    await member.getByRole("heading", { level: 1, name: `The ${acme.slug}` }).waitFor();

    const { page } = await browser.visit();
    const nora = await acme.partner("Ann");
    await page.goto(
      `${door.url}/t/${acme.slug}/sign-in#token=${await acme.signInToken({ kind: "partner", id: nora.id })}`,
    );
    await page.waitForURL("**/portal");
    await page.goto(`${door.url}/t/${acme.slug}/commissions`);
    await page.waitForURL("**/portal");
    await page.getByText("Nothing earned yet").waitFor();
  });

  test("an address that leads nowhere, and one of what does not exist, say so and lead home", async () => {
    const visit = await browser.visit();
    const acme = await organization();
    const page = await signInMember(visit, acme, "OWNER");
    const stranger = "018f0000-0000-7000-8000-000000000000";
    for (const path of ["nonsense", `partners/${stranger}`, `programs/${stranger}`, `events/${stranger}`]) {
      await page.goto(`${door.url}/t/${acme.slug}/${path}`);
      await page.getByRole("heading", { level: 1, name: "There is nothing here" }).waitFor();
      expect(await visit.faults()).toEqual([]);
    }
    await page.getByRole("link", { name: "Go to the start" }).click();
    await page.getByRole("heading", { level: 1, name: `The ${acme.slug}` }).waitFor();
  });

  test("what went wrong stays on its page and can be tried again", async () => {
    const visit = await browser.visit();
    const acme = await organization();
    const page = await signInMember(visit, acme, "OWNER");
    await page.route("**/graphql", (route) => route.abort());
    await page.getByRole("navigation").getByRole("link", { name: "Programs" }).click();
    await page.waitForURL(/\/programs$/);
    // For a moment the page that is left may say so as well.
    await eventually(async () => expect(await page.getByText("The server does not answer").count()).toBe(1));
    await page.unroute("**/graphql");
    await page.getByRole("button", { name: "Try again" }).click();
    await page.getByRole("heading", { name: "Summer Sale" }).waitFor();
    expect(await page.getByText("The server does not answer").count()).toBe(0);
  });
});
