import { say } from "./cli/say.js";
import { seedDemo } from "./cli/seed-demo.js";
import type { System } from "./cli/system.js";
import { withContainer } from "./cli/with-container.js";
import type { Container } from "./container.js";
import { Partner } from "./entities/partners/partner.entity.js";
import { signInAddress } from "./services/identity/sign-in-address.js";
import { readDemoMarker } from "./services/platform/demo/demo-marker.js";
import { DemoShops } from "./services/platform/demo/demo-shops.js";
import { DemoTraffic } from "./services/platform/demo/demo-traffic.js";
import { DEMO_WORLD } from "./services/platform/demo/demo-world.js";

/**
 * Fills an empty database with the demo world, before the server settles on a tenancy mode. A database that is somebody's
 * already is left alone, and they are told.
 */
export async function prepareDemo(system: System): Promise<void> {
  await withContainer(system, async ({ demo }) => {
    if (await demo.isWelcome()) {
      say("Making the demo world ...");
      await seedDemo(system, demo, { force: false });
    } else if (!(await readDemoMarker(system.database))) {
      say(
        "The database has organizations already, so no demo is added. It has room in a folder of its own: " +
          "`TRIBUTARY_DATA=.demo npm start -- --demo`.",
      );
    }
  });
}

/** The visitors of the demo world, who come through the doors of the server at this address. */
export function demoVisitors(
  { database, log }: System,
  { operator, apiKeys, linkAddress }: Container,
  serverUrl: () => string,
): DemoTraffic {
  const shops = new DemoShops(database, operator, apiKeys, (slug, key) => linkAddress.of(slug, key));
  return new DemoTraffic(
    serverUrl,
    () => shops.open(),
    () => shops.close(),
    log,
  );
}

/** A way into the demo world for one of its partners. */
export async function sayPartnerSignIn(
  { database }: System,
  { operator, signInLinks, publicUrl, tenancy }: Container,
): Promise<void> {
  const marker = await readDemoMarker(database);
  const [organization] = DEMO_WORLD;
  const id = organization && marker?.organizations[organization.slug];
  if (id === undefined || !organization) return;
  const ctx = operator.in(id);
  const [plan] = organization.partners;
  const partner = plan && (await ctx.repo(Partner).findOneBy({ email: plan.email }));
  if (!partner) return;
  const token = await signInLinks.create(ctx, { kind: "partner", id: partner.id });
  const address = signInAddress(publicUrl(), tenancy, organization.slug, token);
  say(`Sign in as the partner ${partner.name}, once, within a day: ${address}`);
}
