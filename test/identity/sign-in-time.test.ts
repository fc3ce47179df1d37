import { afterAll, beforeAll, describe, expect, test } from "@jest/globals";

import { newId } from "../../src/shared/ids.js";
import { DoorWorld } from "../support/door-world.js";

const SIGN_IN = `mutation ($input: SignInInput!) { signIn(input: $input) { __typename } }`;
const REQUEST = `mutation ($input: RequestSignInLinkInput!) { requestSignInLink(input: $input) { __typename } }`;
const PASSWORD = "correct horse battery";

const ROUNDS = 40;
/** By chance alone two equal ways of answering differ by more in one of some 10,000 runs. */
const Z_MAX = 3.9;
/** Nor may half of all answers differ by more than this share, whatever the ranks say. */
const MEDIAN_SHARE_MAX = 0.25;

const median = (times: readonly number[]): number => times.toSorted((a, b) => a - b)[times.length >> 1] ?? 0;

/** How far the ranks of two series lie apart, in standard deviations (Mann and Whitney). */
function rankDistance(one: readonly number[], other: readonly number[]): number {
  const below = one.reduce((sum, time) => sum + other.filter((against) => against < time).length, 0);
  const [n, m] = [one.length, other.length];
  return Math.abs(below - (n * m) / 2) / Math.sqrt((n * m * (n + m + 1)) / 12);
}

/** Each way of asking by turns, in an order that changes, so that nothing that happens meanwhile meets one alone. */
async function measured<Name extends string>(
  ways: Record<Name, () => Promise<number>>,
  rounds = ROUNDS,
): Promise<Record<Name, number[]>> {
  const names = Object.keys(ways) as Name[];
  const times = Object.fromEntries(names.map((name) => [name, [] as number[]])) as Record<Name, number[]>;
  for (const name of names) await ways[name]();
  for (let round = 0; round < rounds; round++) {
    for (let place = 0; place < names.length; place++) {
      const name = names[(round + place) % names.length]!;
      times[name].push(await ways[name]());
    }
  }
  return times;
}

/** Chance, or another process, may part two series once; what is systematic parts them again. */
async function expectAlike(ways: Record<string, () => Promise<number>>): Promise<void> {
  const faultsOf = async (): Promise<string[]> => {
    const times = await measured(ways);
    const [first = "", ...others] = Object.keys(ways);
    const expected = times[first] ?? [];
    return others.flatMap((name) => {
      const z = rankDistance(expected, times[name] ?? []);
      const share = Math.abs(median(times[name] ?? []) / median(expected) - 1);
      return z > Z_MAX || share > MEDIAN_SHARE_MAX ? [`${name}: z ${z.toFixed(1)}, median by ${share.toFixed(2)}`] : [];
    });
  };
  const once = await faultsOf();
  if (once.length > 0) expect({ once, again: await faultsOf() }).toEqual({ once, again: [] });
}

describe("A-AUTH-05 time tells nobody who is known", () => {
  let door: DoorWorld;
  let withPassword: string;
  let without: string;
  beforeAll(async () => {
    door = await DoorWorld.start({ rateLimits: false, comparesModes: false });
    const { id } = await door.organization();
    const somebody = async (): Promise<{ email: string; token: string }> => {
      const email = `${newId()}@example.com`;
      const { userId } = await door.container.organizations.addMember(door.world.operator, id, {
        email,
        name: "Ada",
        role: "MANAGER",
      });
      return { email, token: await door.tokenOf(userId, id) };
    };
    const [ada, bob] = [await somebody(), await somebody()];
    await door.graph("mutation ($input: SetPasswordInput!) { setPassword(input: $input) { __typename } }", {
      token: ada.token,
      variables: { input: { password: PASSWORD } },
    });
    [withPassword, without] = [ada.email, bob.email];
  });
  afterAll(() => door.end());

  /** One answer's milliseconds. */
  const time = async (query: string, input: object): Promise<number> => {
    const begun = performance.now();
    await door.graph(query, { variables: { input } });
    const taken = performance.now() - begun;
    await door.container.signInRequests.settled();
    return taken;
  };

  const wrong = (email: () => string) => () =>
    time(SIGN_IN, { password: { email: email(), password: "wrong wrong wrong" } });

  test("a wrong password takes as long for somebody with one, without one, and for nobody", async () => {
    await expectAlike({
      nobody: wrong(() => `${newId()}@example.com`),
      withPassword: wrong(() => withPassword),
      withoutPassword: wrong(() => without),
    });
  }, 120_000);

  test("asking for a link takes as long for somebody and for nobody", async () => {
    await expectAlike({
      nobody: () => time(REQUEST, { email: `${newId()}@example.com` }),
      somebody: () => time(REQUEST, { email: withPassword }),
    });
  }, 120_000);

  test("the measure sees what is there to be seen: a refusal without the work of a password", async () => {
    const { worked, idle } = await measured(
      {
        worked: wrong(() => withPassword),
        idle: () => time(SIGN_IN, { token: `trb_i_${"a".repeat(43)}` }),
      },
      20,
    );
    expect(rankDistance(worked, idle)).toBeGreaterThan(Z_MAX);
  }, 60_000);
});
