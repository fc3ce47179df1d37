import { readFileSync, readdirSync } from "node:fs";
import { setTimeout as delay } from "node:timers/promises";

import { afterAll, beforeAll, describe, expect, test } from "@jest/globals";

import type { Campaign } from "../support/door-world.js";
import { DoorWorld } from "../support/door-world.js";
import { collect } from "../support/frames.js";

const PROJECT = new URL("../../../", import.meta.url);
const read = (path: string): string => readFileSync(new URL(path, PROJECT), "utf8");

interface Example {
  name: string;
  query: string;
  /** JSON, in which ids stand as `<partner>`. */
  variables: string;
}

/** Each block of GraphQL on the page, with the block of JSON that follows at once, if there is one. */
const onPage: Example[] = [...read("docs/api.md").matchAll(/^```graphql\n(.*?)^```\n(?:```json\n(.*?)^```)?/gms)].map(
  ([, query = "", variables = "{}"], index) => ({ name: `docs/api.md ${index + 1}`, query, variables }),
);

const inTabs: Example[] = readdirSync(new URL("graphiql/examples", PROJECT)).map((file) => ({
  name: file,
  query: read(`graphiql/examples/${file}`),
  variables: "{}",
}));

const isSubscription = ({ query }: Example): boolean => /^subscription/m.test(query);

let door: DoorWorld;
let token: string;
let campaign: Campaign;
const ids = new Map<string, string>();

const variablesOf = ({ variables }: Example): Record<string, unknown> =>
  JSON.parse(variables.replace(/<(\w+)>/g, (_, name: string) => ids.get(name) ?? "")) as Record<string, unknown>;

beforeAll(async () => {
  door = await DoorWorld.start();
  const acme = await door.organization();
  campaign = await acme.campaign({ name: "Summer Sale" });
  const nora = await campaign.partner("Nora");
  await campaign.touch(nora, "user-1");
  await campaign.sale("user-1");
  ids.set("partner", nora.id).set("program", campaign.programId);
  token = await acme.key("admin");
});
afterAll(() => door.end());

describe("what the documents and GraphiQL show", () => {
  test("there are examples to execute, and the first line of a refused one says by which code", () => {
    expect(onPage.length).toBeGreaterThan(10);
    expect(onPage.filter(({ query }) => query.startsWith("# Refused: "))).toHaveLength(3);
    expect(onPage.filter(isSubscription)).toHaveLength(1);
  });

  test.each([...onPage, ...inTabs].filter((example) => !isSubscription(example)))("$name answers", async (example) => {
    const [, refused] = /^# Refused: (\w+)\n/.exec(example.query) ?? [];
    const { data, errors } = await door.graph(example.query, { token, variables: variablesOf(example) });
    expect(errors?.map(({ extensions }) => extensions.code) ?? []).toEqual(refused ? [refused] : []);
    // An answer in which nothing was found would be no example.
    if (!refused) expect(JSON.stringify(data)).toMatch(/[1-9]/);
    expect(JSON.stringify(data)).not.toMatch(/^\{"\w+":\{"nodes":\[\]|"code":/);
  });

  test.each([...onPage, ...inTabs].filter(isSubscription))("$name brings what happens next", async (example) => {
    const client = door.socket({ token });
    const frames = collect(client, example.query, variablesOf(example));
    // The subscription begins at some moment after it was asked for.
    for (let attempt = 0; attempt < 100 && frames.received.length + frames.errors.length === 0; attempt++) {
      await campaign.sale("user-1");
      await delay(50);
    }
    expect((await frames.count(1))[0]).toMatchObject({ commissions: { kind: "ACCRUED" } });
    await client.dispose();
  });
});
