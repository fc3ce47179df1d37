import { assert } from "../../../shared/errors.js";
import type { Database } from "../../../shared/database/database.js";
import type { OperatorContext } from "../../../shared/operator-context.js";
import type { ApiKeyService } from "../../identity/api-key.service.js";
import { readDemoMarker } from "./demo-marker.js";
import type { DemoShop } from "./demo-traffic.js";
import { DEMO_WORLD } from "./demo-world.js";

const KEY_NAME = "demo, visitors";

/** The demo's shops, each with a key that lives as long as its visitors do. */
export class DemoShops {
  constructor(
    private readonly database: Database,
    private readonly operator: OperatorContext,
    private readonly keys: ApiKeyService,
    private readonly urlOfLink: (slug: string, key: string) => string,
  ) {}

  /** Opens the shops of the database's demo world; none where there is no such world. */
  async open(): Promise<DemoShop[]> {
    // Those of a process that was killed.
    await this.close();
    const shops: DemoShop[] = [];
    for (const { organization, id } of await this.organizations()) {
      const { token } = await this.keys.create(this.operator.in(id), { name: KEY_NAME, scopes: ["events:write"] });
      const links = organization.partners.flatMap((partner) =>
        partner.links.map(({ key }) => ({ key, url: this.urlOfLink(organization.slug, key) })),
      );
      shops.push({ organization, eventsKey: token, links });
    }
    return shops;
  }

  /** Takes the shops' keys back. Safe to repeat. */
  async close(): Promise<void> {
    for (const { id } of await this.organizations()) {
      const ctx = this.operator.in(id);
      const keys = await ctx.query<{ id: string }>("SELECT id FROM api_key WHERE name = $1 AND revoked_at IS NULL", [
        KEY_NAME,
      ]);
      for (const key of keys) await this.keys.revoke(ctx, key.id);
    }
  }

  private async organizations() {
    const marker = await readDemoMarker(this.database);
    if (!marker?.isComplete) return [];
    return DEMO_WORLD.map((organization) => {
      const id = marker.organizations[organization.slug];
      assert(id !== undefined, "the marker knows every organization of the demo world");
      return { organization, id };
    });
  }
}
