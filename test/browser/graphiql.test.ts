import { afterAll, beforeAll, expect, test } from "@jest/globals";
import type { Page } from "playwright-core";

import type { Visit } from "../support/browser.js";
import { describeInBrowser } from "../support/browser.js";
import { organizationWithSale } from "../support/browser-members.js";
import type { DoorOrganization } from "../support/door-world.js";
import { DoorWorld } from "../support/door-world.js";

const run = (page: Page) => page.getByRole("button", { name: /Execute query/ }).click();
const answer = (page: Page) => page.locator(".result-window");

describeInBrowser("GraphiQL", (browser) => {
  let door: DoorWorld;
  beforeAll(async () => {
    door = await DoorWorld.start();
  });
  afterAll(() => door.end());

  const organization = () => organizationWithSale(door);

  async function open({ page }: Visit, acme: DoorOrganization): Promise<Page> {
    await page.goto(`${door.url}/t/${acme.slug}/graphiql`);
    await page.getByRole("button", { name: "LastCommission", exact: true }).waitFor();
    return page;
  }

  test("a signed-in member finds a partner's last commission and why it has its amount by running the first tab", async () => {
    const acme = await organization();
    const { membershipId } = await acme.member("MANAGER");
    const token = await acme.signInToken({ kind: "member", id: membershipId });
    const visit = await browser.visit({ viewport: { width: 1280, height: 900 } });
    await visit.page.request.post(`${door.url}/t/${acme.slug}/graphql`, {
      data: {
        query: "mutation ($token: String!) { signIn(input: { token: $token }) { __typename } }",
        variables: { token },
      },
    });
    const page = await open(visit, acme);
    await page.getByText(`Signed in as MANAGER, The ${acme.slug}`).waitFor();
    await page.locator(".graphiql-query-editor").getByText("LastCommission").waitFor();
    await page.locator(".graphiql-query-editor").click();
    await page.keyboard.press("Control+Enter");
    await answer(page).getByText("summary").waitFor();
    // The editor breaks lines where it likes, with spaces of its own.
    const text = (await answer(page).innerText()).replace(/\s+/g, " ");
    expect(text).toContain('"summary": "');
    expect(text).toContain('"amountMinor": 1000');
    expect(visit.complaints).toEqual([]);
  });

  for (const colorScheme of ["light", "dark"] as const) {
    test(`it stands without an accessibility fault on a wide page and on a narrow one, ${colorScheme}`, async () => {
      const acme = await organization();
      const key = await acme.key("admin");
      for (const width of [1280, 390]) {
        const visit = await browser.visit({ colorScheme, viewport: { width, height: 844 } });
        const page = await open(visit, acme);
        await page.getByLabel("API key").fill(key);
        expect(await visit.accessibilityFaults()).toEqual([]);
        await page.getByRole("button", { name: "Use key" }).click();
        await page.getByText("Signed in as admin, ").waitFor();
        await run(page);
        await answer(page).getByText("Nora").first().waitFor();
        expect(await visit.accessibilityFaults()).toEqual([]);
        expect(await visit.isTooWide()).toBe(false);
        const { width: readable = 0 } = (await answer(page).boundingBox()) ?? {};
        expect(readable).toBeGreaterThan(250);
        expect(visit.complaints).toEqual([]);
      }
    });
  }

  test("a stranger sees no schema, pastes a key, and may then look around", async () => {
    const acme = await organization();
    const visit = await browser.visit({ viewport: { width: 1280, height: 900 } });
    const page = await open(visit, acme);
    await page.getByText("Not signed in.").waitFor();
    await page.getByLabel("API key").fill("not-a-key");
    await page.getByRole("button", { name: "Use key" }).click();
    await page.getByText("not valid here").waitFor();
    await page.getByLabel("API key").fill(await acme.key("admin"));
    await page.getByRole("button", { name: "Use key" }).click();
    await page.getByText("Signed in as admin, ").waitFor();
    await run(page);
    await answer(page).getByText("Nora").first().waitFor();
    await page.getByRole("button", { name: "WhoAmI", exact: true }).click();
    await page.getByRole("button", { name: "Close tab" }).last().click();
    await page.getByRole("button", { name: "WhoAmI", exact: true }).waitFor({ state: "detached" });
    await page.getByRole("button", { name: "Examples" }).click();
    await page.getByRole("button", { name: "WhoAmI", exact: true }).waitFor();
    expect(visit.complaints).toEqual([]);
  });

  test("earnings come in over the socket while the example is open", async () => {
    const acme = await organization();
    const visit = await browser.visit({ viewport: { width: 1280, height: 900 } });
    const page = await open(visit, acme);
    await page.getByLabel("API key").fill(await acme.key("admin"));
    await page.getByRole("button", { name: "Use key" }).click();
    await page.getByText("Signed in as admin, ").waitFor();
    await page.getByRole("button", { name: "LiveEarnings", exact: true }).click();
    await run(page);
    const campaign = await acme.campaign();
    const ada = await campaign.partner("Ada");
    await campaign.touch(ada, "user-2");
    // Sales until one is seen: the subscription begins at some moment after the key press.
    const ofAda = answer(page).getByText("Ada").first();
    for (let attempt = 0; attempt < 50 && !(await ofAda.isVisible()); attempt++) {
      await campaign.sale("user-2");
      await page.waitForTimeout(200);
    }
    expect(await ofAda.isVisible()).toBe(true);
    expect(visit.complaints).toEqual([]);
  });

  test("the page runs nothing that it was not built with", async () => {
    const response = await fetch(`${door.url}/graphiql`);
    const policy = response.headers.get("content-security-policy") ?? "";
    expect(policy).toMatch(/default-src 'none'; script-src 'self' 'nonce-[^']+';/);
    expect(policy).not.toMatch(/unsafe-eval|script-src[^;]*unsafe-inline|https?:/);
  });
});
