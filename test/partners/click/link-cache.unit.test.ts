import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";

import { expect, test } from "@jest/globals";

import { createLog } from "../../../src/shared/log.js";
import { newId } from "../../../src/shared/ids.js";
import { LinkCache } from "../../../src/services/partners/click/link-cache.js";
import { LinkSnapshot } from "../../../src/services/partners/click/link-snapshot.js";
import type { LinkSource, RedirectLink } from "../../../src/services/partners/click/redirect-link.js";

const link = (of: Partial<RedirectLink> = {}): RedirectLink => ({
  slug: "acme",
  key: "spring",
  organizationId: newId(),
  linkId: newId(),
  programId: newId(),
  partnerId: newId(),
  partnerRevoked: false,
  organizationActive: true,
  destination: "https://shop.example/",
  ...of,
});

class ListedLinks implements LinkSource {
  lookups = 0;
  isGone = false;
  constructor(public links: RedirectLink[]) {}

  async find(slug: string, key: string): Promise<RedirectLink | null> {
    this.lookups += 1;
    await sleep(5);
    if (this.isGone) throw new Error("gone");
    return this.links.find((one) => one.slug === slug && one.key === key) ?? null;
  }

  async newest(limit: number): Promise<RedirectLink[]> {
    if (this.isGone) throw new Error("gone");
    return this.links.slice(0, limit);
  }
}

test("many requests for one link share one lookup, and later ones need none", async () => {
  const source = new ListedLinks([link()]);
  const cache = new LinkCache(source);
  await Promise.all(Array.from({ length: 50 }, () => cache.find("acme", "spring")));
  expect(cache.peek("acme", "spring")).toEqual(source.links[0]);
  expect(source.lookups).toBe(1);
});

test("a link of another organization is not found under this one's slug", async () => {
  const source = new ListedLinks([link(), link({ slug: "rival", key: "autumn" })]);
  const cache = new LinkCache(source);
  await cache.find("rival", "autumn");
  expect(await cache.find("acme", "autumn")).toBeNull();
});

test("an absent link is asked for once, and found as soon as it was made", async () => {
  const source = new ListedLinks([]);
  const cache = new LinkCache(source);
  expect(await cache.find("acme", "spring")).toBeNull();
  expect(await cache.find("acme", "spring")).toBeNull();
  expect(source.lookups).toBe(1);
  const made = link();
  source.links.push(made);
  cache.invalidate(made.organizationId);
  expect(await cache.find("acme", "spring")).toEqual(made);
});

test("a link made while it was looked up is not remembered as absent", async () => {
  const source = new ListedLinks([]);
  const cache = new LinkCache(source);
  const first = cache.find("acme", "spring");
  cache.invalidate(newId());
  expect(await first).toBeNull();
  source.links.push(link());
  expect(await cache.find("acme", "spring")).toEqual(source.links[0]);
});

test("an invalidated link is looked up before it is used again; others are not", async () => {
  const [mine, theirs] = [link(), link({ slug: "rival" })];
  const source = new ListedLinks([mine, theirs]);
  const cache = new LinkCache(source);
  await cache.preload(10);
  source.links = [{ ...mine, partnerRevoked: true }, theirs];
  cache.invalidate(mine.organizationId);
  expect(cache.peek("acme", "spring")).toBeUndefined();
  expect((await cache.find("acme", "spring"))?.partnerRevoked).toBe(true);
  expect(cache.peek("rival", "spring")).toEqual(theirs);
  expect(source.lookups).toBe(1);
});

test("a lookup that began before an invalidation is not trusted after it", async () => {
  const mine = link();
  const source = new ListedLinks([mine]);
  const cache = new LinkCache(source);
  const early = cache.find("acme", "spring");
  cache.invalidate(mine.organizationId);
  await early;
  expect(cache.peek("acme", "spring")).toBeUndefined();
});

test("CR2 during an outage known links stand, also invalidated ones, and unknown ones are an error and not absent", async () => {
  const mine = link();
  const source = new ListedLinks([mine]);
  const cache = new LinkCache(source, { freshForMs: 0 });
  await cache.preload(10);
  source.isGone = true;
  expect(await cache.find("acme", "spring")).toEqual(mine);
  cache.invalidate(mine.organizationId);
  expect(await cache.find("acme", "spring")).toEqual(mine);
  await expect(cache.find("acme", "never")).rejects.toThrow("gone");
  source.isGone = false;
  expect(await cache.find("acme", "never")).toBeNull();
});

test("an old link is served at once and looked up behind the answer", async () => {
  const mine = link();
  const source = new ListedLinks([mine]);
  const cache = new LinkCache(source, { freshForMs: 10 });
  await cache.preload(10);
  await sleep(20);
  source.links = [{ ...mine, destination: "https://shop.example/new" }];
  expect(cache.peek("acme", "spring")?.destination).toBe("https://shop.example/");
  cache.peek("acme", "spring");
  await sleep(20);
  expect(source.lookups).toBe(1);
  expect(cache.peek("acme", "spring")?.destination).toBe("https://shop.example/new");
});

test("it is bounded in known links and in absent ones", async () => {
  const source = new ListedLinks([]);
  const cache = new LinkCache(source, { linksMax: 5, absentMax: 5 });
  cache.restore(Array.from({ length: 20 }, (_, index) => link({ key: `key-${index}` })));
  expect(cache.size).toBe(5);
  for (let round = 0; round < 10; round++) await cache.find("acme", `absent-${round}`);
  await cache.find("acme", "absent-0");
  expect(source.lookups).toBe(11);
});

test("a server that starts during an outage answers the links of its snapshot, and asks when the database is back", async () => {
  const folder = await mkdtemp(join(tmpdir(), "tributary-links-"));
  const path = join(folder, "links.json");
  const log = createLog("silent");
  const mine = link();
  const source = new ListedLinks([mine]);
  const before = new LinkCache(source);
  const saved = new LinkSnapshot(path, before, log);
  await before.preload(10);
  await saved.close();

  source.isGone = true;
  const after = new LinkCache(source);
  const restored = new LinkSnapshot(path, after, log);
  await restored.restore();
  expect(await after.find("acme", "spring")).toEqual(mine);

  source.isGone = false;
  source.links = [];
  await sleep(1_050);
  expect(await after.find("acme", "spring")).toBeNull();

  await writeFile(path, "{ torn");
  await restored.restore();
  await restored.close();
  await rm(folder, { recursive: true });
}, 10_000);
