import type { CommissionRule } from "../../../entities/partners/commission-rule.js";
import type { AttributionModel } from "../../../entities/partners/program.entity.js";

/** What people buy: one line of a program's events. */
export interface DemoOffer {
  /** The event's type. */
  type: "sale" | "signup" | "subscription";
  /** Prices in minor units; none for what costs nothing. */
  pricesMinor: number[];
  /** How often a customer chooses it, beside the program's other offers. */
  weight: number;
}

export interface DemoProgram {
  slug: string;
  name: string;
  attributionModel: AttributionModel;
  windowDays: number;
  holdbackDays: number;
  destinationUrl: string;
  deepLinkDomains: string[];
  rules: CommissionRule[];
  offers: DemoOffer[];
}

export interface DemoPartner {
  name: string;
  email: string;
  /** How many visitors they send, beside the others. */
  reach: number;
  /** The programs they promote, by slug, and the key of their link in each. */
  links: { program: string; key: string; destinationUrl?: string }[];
  /** Their own terms in a program, in place of its rules. */
  terms?: { program: string; rules: CommissionRule[] };
  /** Why they were revoked at the end of the story. */
  revokedFor?: string;
}

export interface DemoOrganization {
  slug: string;
  name: string;
  timeZone: string;
  currency: string;
  /** New visitors on an ordinary day at the end of the story. */
  visitorsPerDay: number;
  programs: DemoProgram[];
  partners: DemoPartner[];
}

const percent = (key: string, eventTypes: string[], percentE4: number, more: Partial<CommissionRule> = {}) =>
  ({
    key,
    eventTypes,
    occurrence: "every",
    reward: { kind: "percent", percentE4 },
    capMonths: null,
    ...more,
  }) satisfies CommissionRule;

const fixed = (
  key: string,
  eventTypes: string[],
  amountMinor: string,
  currency: string,
  more: Partial<CommissionRule> = {},
) =>
  ({
    key,
    eventTypes,
    occurrence: "every",
    reward: { kind: "fixed", amountMinor, currency },
    capMonths: null,
    ...more,
  }) satisfies CommissionRule;

/** Two houses that never were. Every domain ends in .example, which belongs to nobody. */
export const DEMO_WORLD: readonly DemoOrganization[] = [
  {
    slug: "northlight",
    name: "Northlight Audio",
    timeZone: "America/New_York",
    currency: "USD",
    visitorsPerDay: 46,
    programs: [
      {
        slug: "studio",
        name: "Studio gear",
        attributionModel: "position",
        windowDays: 30,
        holdbackDays: 21,
        destinationUrl: "https://shop.northlight.example/",
        deepLinkDomains: ["shop.northlight.example"],
        rules: [percent("gear", ["sale"], 80_000), fixed("newcomer", ["sale"], "1500", "USD", { occurrence: "first" })],
        offers: [
          { type: "sale", pricesMinor: [8_900, 14_900, 24_900], weight: 6 },
          { type: "sale", pricesMinor: [39_900, 64_900], weight: 2 },
        ],
      },
      {
        slug: "northlight-plus",
        name: "Northlight Plus",
        attributionModel: "last_click",
        windowDays: 60,
        holdbackDays: 30,
        destinationUrl: "https://plus.northlight.example/join",
        deepLinkDomains: [],
        rules: [
          percent("recurring", ["subscription"], 200_000, { capMonths: 12 }),
          fixed("trial", ["signup"], "250", "USD", { occurrence: "first" }),
        ],
        offers: [
          { type: "signup", pricesMinor: [], weight: 3 },
          { type: "subscription", pricesMinor: [1_200, 2_400], weight: 3 },
        ],
      },
    ],
    partners: [
      {
        name: "The Quiet Bench",
        email: "hello@quietbench.example",
        reach: 9,
        links: [
          { program: "studio", key: "quiet-bench" },
          { program: "northlight-plus", key: "quiet-bench-plus" },
        ],
        terms: {
          program: "studio",
          rules: [
            percent("gear", ["sale"], 105_000),
            fixed("newcomer", ["sale"], "1500", "USD", { occurrence: "first" }),
          ],
        },
      },
      {
        name: "Mira Okonjo Reviews",
        email: "mira@okonjo-reviews.example",
        reach: 7,
        links: [
          { program: "studio", key: "mira" },
          { program: "studio", key: "mira-one", destinationUrl: "https://shop.northlight.example/northlight-one" },
          { program: "northlight-plus", key: "mira-plus" },
        ],
      },
      {
        name: "Tandem Tapes",
        email: "partners@tandemtapes.example",
        reach: 5,
        links: [{ program: "northlight-plus", key: "tandem" }],
      },
      {
        name: "Pixel Hollow",
        email: "team@pixelhollow.example",
        reach: 4,
        links: [{ program: "studio", key: "pixel-hollow" }],
      },
      {
        name: "Hollis Vance",
        email: "hollis@vance-listens.example",
        reach: 2,
        links: [{ program: "studio", key: "hollis" }],
      },
      {
        name: "Dealspout",
        email: "ops@dealspout.example",
        reach: 3,
        links: [{ program: "studio", key: "dealspout" }],
        revokedFor: "Bought advertisements on the name of the brand.",
      },
    ],
  },
  {
    slug: "fernwood",
    name: "Fernwood Outdoor",
    timeZone: "Europe/Berlin",
    currency: "EUR",
    visitorsPerDay: 31,
    programs: [
      {
        slug: "trail",
        name: "Trail shop",
        attributionModel: "linear",
        windowDays: 45,
        holdbackDays: 30,
        destinationUrl: "https://www.fernwood.example/trail",
        deepLinkDomains: ["www.fernwood.example"],
        rules: [
          percent("first-order", ["sale"], 120_000, { occurrence: "first" }),
          percent("later-orders", ["sale"], 45_000, { occurrence: "subsequent" }),
        ],
        offers: [
          { type: "sale", pricesMinor: [3_495, 5_990, 8_990], weight: 5 },
          { type: "sale", pricesMinor: [12_900, 18_900, 34_900], weight: 3 },
        ],
      },
      {
        slug: "basecamp",
        name: "Basecamp membership",
        attributionModel: "time_decay",
        windowDays: 30,
        holdbackDays: 14,
        destinationUrl: "https://basecamp.fernwood.example/",
        deepLinkDomains: [],
        rules: [
          fixed("member", ["signup"], "1000", "EUR", { occurrence: "first" }),
          percent("dues", ["subscription"], 150_000, { capMonths: 6 }),
        ],
        offers: [
          { type: "signup", pricesMinor: [], weight: 2 },
          { type: "subscription", pricesMinor: [690], weight: 2 },
        ],
      },
    ],
    partners: [
      {
        name: "Two Boots Diary",
        email: "post@twoboots.example",
        reach: 8,
        links: [
          { program: "trail", key: "two-boots" },
          { program: "basecamp", key: "two-boots-club" },
        ],
      },
      {
        name: "Ida Solberg Hikes",
        email: "ida@solberg-hikes.example",
        reach: 6,
        links: [
          { program: "trail", key: "ida" },
          { program: "basecamp", key: "ida-club" },
        ],
      },
      {
        name: "Basalt & Birch",
        email: "office@basaltbirch.example",
        reach: 5,
        links: [{ program: "trail", key: "basalt-birch" }],
      },
      {
        name: "The Map Drawer",
        email: "maps@mapdrawer.example",
        reach: 3,
        links: [{ program: "trail", key: "map-drawer" }],
      },
      {
        name: "Wren & Weather",
        email: "wren@wrenweather.example",
        reach: 2,
        links: [{ program: "basecamp", key: "wren" }],
      },
    ],
  },
];
