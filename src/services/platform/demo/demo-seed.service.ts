import type { Database } from "../../../shared/database/database.js";
import { AppError, assert } from "../../../shared/errors.js";
import { newId } from "../../../shared/ids.js";
import type { OperatorContext } from "../../../shared/operator-context.js";
import type { ApiKeyService } from "../../identity/api-key.service.js";
import type { SessionService } from "../../identity/session.service.js";
import { becomeMulti, readTenancy } from "../tenancy.js";
import type { DemoCredentials } from "./demo-credentials.js";
import { giveDemoCredentials } from "./demo-credentials.js";
import { demoHistory } from "./demo-history.js";
import type { DemoHouse, DemoHouseServices } from "./demo-house.js";
import { ensureDemoHouse } from "./demo-house.js";
import type { DemoMarker } from "./demo-marker.js";
import { readDemoMarker, writeDemoMarker } from "./demo-marker.js";
import type { DemoPastParts } from "./demo-past.js";
import { liveDemoPast } from "./demo-past.js";
import { DEMO_WORLD } from "./demo-world.js";

/** Chance begins here, so that everybody's demo tells the same stories. */
const SEED = 20_260;

export interface SeedSettings {
  /** Also into a database that has organizations. */
  force: boolean;
  onProgress?: (share: number) => void;
}

/** Fills a database with two organizations and some months of believable history. */
export class DemoSeedService {
  constructor(
    private readonly database: Database,
    private readonly operator: OperatorContext,
    private readonly services: DemoHouseServices & Omit<DemoPastParts, "clicks" | "sourceKey">,
    private readonly identity: { sessions: SessionService; keys: ApiKeyService },
  ) {}

  /** Whether the demo world can be made, or gone on with, without being forced. */
  async isWelcome(): Promise<boolean> {
    const marker = await readDemoMarker(this.database);
    if (marker) return !marker.isComplete;
    return (await this.operator.organizationIds()).length === 0;
  }

  /**
   * Makes the demo world and turns the installation to multi mode. One that was cut short is completed; one that is
   * complete is left as it is.
   *
   * @throws AppError `organizations_exist` where the database has organizations and nobody forces it, and
   * `single_organization`, forced or not, where it is one organization's.
   */
  async seed(
    { force, onProgress = () => undefined }: SeedSettings,
    { clicks, sourceKey }: Pick<DemoPastParts, "clicks" | "sourceKey">,
  ): Promise<DemoHouse[]> {
    if (!force && !(await this.isWelcome())) {
      throw new AppError("conflict", "The database has organizations already; --force adds the demo world to them.", {
        code: "organizations_exist",
      });
    }
    const known = await readDemoMarker(this.database);
    if (!known) await this.refuseBesideOne();
    const marker = known ?? (await this.begin());
    await becomeMulti(this.database);
    const houses: DemoHouse[] = [];
    for (const [place, organization] of DEMO_WORLD.entries()) {
      const id = marker.organizations[organization.slug];
      assert(id !== undefined, "the marker knows every organization of the demo world");
      const house = await ensureDemoHouse(this.operator, this.services, organization, id);
      houses.push(house);
      if (marker.isComplete) continue;
      const history = demoHistory(organization, marker.seed + place, new Date(marker.until));
      await liveDemoPast(house, history, { ...this.services, clicks, sourceKey }, (share) =>
        onProgress((place + share) / DEMO_WORLD.length),
      );
    }
    await writeDemoMarker(this.database, { ...marker, isComplete: true });
    return houses;
  }

  /** New tokens and keys for everybody in the demo world. */
  async credentials(
    houses: readonly DemoHouse[],
    url: string,
    urlOfLink: (slug: string, key: string) => string,
  ): Promise<DemoCredentials> {
    const organizations = [];
    const parts = { ...this.identity, database: this.database };
    for (const house of houses) organizations.push(await giveDemoCredentials(house, parts, urlOfLink));
    return { url, organizations };
  }

  /** Links of a single installation do not say whose they are: in a multi one they would lead nowhere. */
  private async refuseBesideOne(): Promise<void> {
    if ((await readTenancy(this.database)) !== "single" || (await this.isWelcome())) return;
    throw new AppError(
      "conflict",
      "This installation is one organization's, whose links would break beside a demo world. Give that a data folder of its own.",
      { code: "single_organization" },
    );
  }

  private async begin(): Promise<DemoMarker> {
    for (const { slug } of DEMO_WORLD) {
      const [taken] = await this.database.lookup("SELECT FROM lookup.organization($1)", [slug]);
      if (taken) {
        throw new AppError("conflict", `An organization has the slug ${slug}, which the demo world needs.`, {
          code: "slug_taken",
        });
      }
    }
    const marker: DemoMarker = {
      seed: SEED,
      until: await this.now(),
      organizations: Object.fromEntries(DEMO_WORLD.map(({ slug }) => [slug, newId()])),
      isComplete: false,
    };
    await writeDemoMarker(this.database, marker);
    return marker;
  }

  private async now(): Promise<string> {
    return this.database.transaction({}, async ({ clock }) => clock.now().toISOString());
  }
}
