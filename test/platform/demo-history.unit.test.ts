import { describe, expect, test } from "@jest/globals";

import { demoHistory } from "../../src/services/platform/demo/demo-history.js";
import { DEMO_WORLD } from "../../src/services/platform/demo/demo-world.js";

const UNTIL = new Date("2026-05-20T15:00:00Z");
const [northlight] = DEMO_WORLD;
if (!northlight) throw new Error("The demo world is empty.");

describe("the demo world's history", () => {
  const history = demoHistory(northlight, 1, UNTIL);

  test("the same seed and end give the same history, another seed another one", () => {
    expect(demoHistory(northlight, 1, UNTIL)).toEqual(history);
    expect(demoHistory(northlight, 2, UNTIL).clicks[0]).not.toEqual(history.clicks[0]);
  });

  test("nothing lies after its end, and every list is in the order of time", () => {
    const instants = [
      history.clicks.map(({ clickedAt }) => clickedAt.getTime()),
      history.identities.map(({ identifiedAt }) => identifiedAt.getTime()),
      history.events.map(({ occurredAt }) => occurredAt.getTime()),
    ];
    for (const list of instants) {
      expect(list).toEqual(list.toSorted((a, b) => a - b));
      expect(list.at(-1)).toBeLessThanOrEqual(UNTIL.getTime());
    }
  });

  test("ids are unique, and every fact points at one that is there", () => {
    const clicks = new Set(history.clicks.map(({ id }) => id));
    const events = new Map(history.events.map((event) => [event.id, event]));
    const users = new Set(history.identities.map(({ userId }) => userId));
    expect(clicks.size).toBe(history.clicks.length);
    expect(events.size).toBe(history.events.length);
    expect(history.identities.filter(({ clickId }) => !clicks.has(clickId))).toEqual([]);
    expect(history.events.filter(({ userId }) => !users.has(userId))).toEqual([]);
    for (const { refundOf, amountMinor } of history.events) {
      if (refundOf === null) continue;
      expect(amountMinor).toBeLessThanOrEqual(events.get(refundOf)?.amountMinor ?? -1n);
    }
  });

  test("it has what a page wants to show: returning visitors, several partners, refunds, bots", () => {
    const clicksOf = new Map<string, Set<string>>();
    for (const { visitorId, linkKey } of history.clicks) {
      clicksOf.set(visitorId, (clicksOf.get(visitorId) ?? new Set()).add(linkKey));
    }
    expect([...clicksOf.values()].filter((keys) => keys.size > 1).length).toBeGreaterThan(100);
    expect(history.events.filter(({ refundOf }) => refundOf !== null).length).toBeGreaterThan(5);
    expect(history.clicks.filter(({ bot }) => bot !== null).length).toBeGreaterThan(100);
    expect(new Set(history.events.map(({ type }) => type))).toEqual(
      new Set(["sale", "signup", "subscription", "refund"]),
    );
  });
});

test("the demo world's names belong to nobody", () => {
  for (const { partners, programs } of DEMO_WORLD) {
    for (const { email } of partners) expect(email).toMatch(/\.example$/);
    for (const { destinationUrl } of programs) expect(new URL(destinationUrl).hostname).toMatch(/\.example$/);
  }
});

test("every link of the demo world leads into a program that is there", () => {
  for (const { partners, programs } of DEMO_WORLD) {
    const slugs = new Set(programs.map(({ slug }) => slug));
    const keys = partners.flatMap(({ links }) => links.map(({ key }) => key));
    expect(new Set(keys).size).toBe(keys.length);
    for (const { links } of partners) for (const { program } of links) expect(slugs).toContain(program);
  }
});
