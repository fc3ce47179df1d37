import { afterAll, beforeAll, expect, test } from "@jest/globals";

import { describeInBrowser } from "../support/browser.js";
import { DoorWorld } from "../support/door-world.js";
import { TestOperator } from "../support/operator-desk.js";

describeInBrowser("an operator in a member's place", (browser) => {
  let door: DoorWorld;
  beforeAll(async () => {
    door = await DoorWorld.start();
  });
  afterAll(() => door.end());

  for (const [colorScheme, width] of [
    ["light", 1280],
    ["dark", 390],
  ] as const) {
    test(`is told so on every page, until they leave, ${colorScheme} at ${width}`, async () => {
      const acme = await door.organization();
      const owner = await acme.member("OWNER");
      const olga = await TestOperator.of(door);
      const started = await olga.graph(
        `mutation ($input: ImpersonateMemberInput!) { impersonateMember(input: $input) { ... on ImpersonateMemberPayload { url } } }`,
        { input: { organizationId: acme.id, membershipId: owner.membershipId, reason: "Ticket 4711" } },
      );
      const [, value = ""] = /tributary_session=([^;]+)/.exec(started.headers.get("set-cookie") ?? "") ?? [];
      const visit = await browser.visit({ colorScheme, reducedMotion: "reduce", viewport: { width, height: 900 } });
      const { page } = visit;
      await page.context().addCookies([{ name: "tributary_session", value, url: door.url }]);
      await page.goto(`${door.url}${started.data.impersonateMember.url}/`);
      const banner = page.getByRole("region", { name: "Operator's visit" });
      await banner.getByText(/You can look, and change nothing. It ends at \d+:\d\d/).waitFor();
      expect(await visit.accessibilityFaults()).toEqual([]);
      expect(await visit.isTooWide()).toBe(false);
      const shots = process.env["SCREENSHOTS"];
      if (shots !== undefined) await page.screenshot({ path: `${shots}/impersonation-${colorScheme}.png` });
      await banner.getByRole("button", { name: "Leave" }).click();
      await page.waitForURL(/\/sign-in$/);
      expect((await door.graph("{ viewer { name } }", { cookie: `tributary_session=${value}` })).status).toBe(401);
      expect(visit.complaints).toEqual([]);
    });
  }
});
