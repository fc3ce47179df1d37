import { once } from "node:events";
import { mkdtemp, rm } from "node:fs/promises";
import { request as send } from "node:http";
import type { IncomingMessage } from "node:http";
import { tmpdir } from "node:os";
import { join } from "node:path";

import { afterAll, beforeAll, describe, expect, test } from "@jest/globals";

import { HttpServer } from "../../src/http/http-server.js";
import { redirectDoor } from "../../src/http/redirect.js";
import { ClickRecording } from "../../src/services/partners/click/click-recording.js";
import { newId } from "../../src/shared/ids.js";
import { eventually } from "../support/eventually.js";
import { trustedProxies } from "../../src/shared/trusted-proxies.js";
import { silentLog } from "../support/silent-log.js";
import type { World } from "../support/world.js";
import { startWorld } from "../support/world.js";
import type { LinkGround, LinkGroundSettings } from "./click/link-ground.js";
import { linkGround } from "./click/link-ground.js";

const CHROME = "Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/140.0.0.0 Safari/537.36";

interface Door {
  url: string;
  recording: ClickRecording;
  stop(): Promise<void>;
}

let world: World;
let folder = "";
let door: Door;
beforeAll(async () => {
  world = await startWorld();
  folder = await mkdtemp(join(tmpdir(), "tributary-redirect-"));
  door = await openDoor({});
});
afterAll(async () => {
  await door.stop();
  await rm(folder, { recursive: true });
  await world.end();
});

async function openDoor(of: {
  soleSlug?: string;
  trustProxy?: string;
  isSecure?: boolean;
  appUrl?: string;
}): Promise<Door> {
  const recording = new ClickRecording({
    appUrl: of.appUrl ?? world.storage.appUrl,
    operator: world.operator,
    dataFolder: join(folder, newId()),
    log: silentLog,
  });
  await recording.start();
  const server = new HttpServer({
    host: "127.0.0.1",
    port: 0,
    isTrustedProxy: of.trustProxy === undefined ? undefined : trustedProxies(of.trustProxy),
    log: silentLog,
    stopping: new AbortController().signal,
    doors: [
      redirectDoor({
        links: recording.links,
        clicks: recording,
        clock: world.clock,
        sourceKey: Buffer.alloc(32, 7),
        soleSlug: of.soleSlug === undefined ? null : async () => of.soleSlug ?? null,
        isSecure: of.isSecure ?? false,
      }),
    ],
  });
  await server.start();
  return {
    url: server.url,
    recording,
    stop: async () => {
      await server.stop();
      await recording.stop();
    },
  };
}

interface ClickRow {
  visitor_id: string;
  sub_id: string | null;
  source_hash: Buffer;
}

interface Answer {
  status: number;
  location: string;
  cref: string | null;
  cookies: string[];
  headers: IncomingMessage["headers"];
  body: string;
}

/** One request on the wire, with a person's browser unless the headers say otherwise; nothing is followed. */
async function ask(url: string, headers: Record<string, string> = {}, method = "GET"): Promise<Answer> {
  const sent = send(url, { method, headers: { "user-agent": CHROME, ...headers } });
  sent.end();
  const [response] = (await once(sent, "response")) as [IncomingMessage];
  const chunks: Buffer[] = await response.toArray();
  const location = response.headers.location ?? "";
  return {
    status: response.statusCode ?? 0,
    location,
    cref: URL.canParse(location) ? new URL(location).searchParams.get("cref") : null,
    cookies: response.headers["set-cookie"] ?? [],
    headers: response.headers,
    body: Buffer.concat(chunks).toString(),
  };
}

const ground = (settings?: LinkGroundSettings): Promise<LinkGround> => linkGround(world.operator, settings);
async function clicksOf({ ctx }: LinkGround): Promise<ClickRow[]> {
  // A machine that is busy with other tests may have sent a click through the spool.
  expect(await door.recording.bringIn(10_000)).toBe(true);
  return ctx.query("SELECT * FROM click ORDER BY clicked_at, id");
}
const sourcesOf = async (ground: LinkGround): Promise<number> =>
  new Set((await clicksOf(ground)).map((click) => click.source_hash.toString("hex"))).size;
const linkUrl = ({ slug, key }: LinkGround, base = door.url): string => `${base}/t/${slug}/r/${key}`;

describe("A-ATTR-01 a link", () => {
  test("leads to its destination with the click's id in query and cookie, and the click is in the table", async () => {
    const acme = await ground({ destination: "https://shop.example/new?a=1#top" });
    const answer = await ask(linkUrl(acme));
    expect(answer.status).toBe(302);
    expect(answer.location).toBe(`https://shop.example/new?a=1&cref=${answer.cref}#top`);
    expect(answer.headers["cache-control"]).toBe("no-store");
    const [click] = await clicksOf(acme);
    expect(click).toMatchObject({
      id: answer.cref,
      link_id: acme.linkId,
      program_id: acme.programId,
      partner_id: acme.partnerId,
      sub_id: null,
      partner_revoked: false,
    });
    expect(answer.cookies).toEqual([
      `cref=${answer.cref}; Path=/t/${acme.slug}; Max-Age=34560000; SameSite=Lax`,
      `tributary_visitor=${click?.visitor_id}; Path=/t/${acme.slug}; Max-Age=34560000; SameSite=Lax; HttpOnly`,
    ]);
  });

  test("S3 carries the visitor of an earlier click on, and takes garbage for no visitor at all", async () => {
    const acme = await ground();
    const first = await ask(linkUrl(acme));
    const visitor = /tributary_visitor=([^;]+)/.exec(first.cookies[1] ?? "")?.[1];
    await ask(linkUrl(acme), { cookie: `theme=dark; tributary_visitor=${visitor}; b=c` });
    for (const garbage of ["x", "'; DROP TABLE click; --", "0".repeat(36), `${visitor}0`, "%00", "a".repeat(4_000)]) {
      expect((await ask(linkUrl(acme), { cookie: `tributary_visitor=${garbage}` })).status).toBe(302);
    }
    const visitors = (await clicksOf(acme)).map((click) => click.visitor_id);
    expect(visitors.filter((one) => one === visitor)).toHaveLength(2);
    expect(new Set(visitors).size).toBe(7);
  });

  test("keeps the partner's sub id, unless it is too long or cannot be stored", async () => {
    const acme = await ground();
    await ask(`${linkUrl(acme)}?sub=${encodeURIComponent("mail/Mai ü")}&other=1`);
    await ask(`${linkUrl(acme)}?sub=${"a".repeat(256)}`);
    await ask(`${linkUrl(acme)}?sub=a%00b`);
    await ask(`${linkUrl(acme)}?sub=%ff%fe`);
    await ask(`${linkUrl(acme)}?sub=one&sub=two`);
    const subs = (await clicksOf(acme)).map((click) => click.sub_id);
    expect(subs.slice(0, 3)).toEqual(["mail/Mai ü", null, null]);
    expect(subs[4]).toBe("one");
  });

  test("records no click for HEAD, and none for what is not a link", async () => {
    const acme = await ground();
    const head = await ask(linkUrl(acme), {}, "HEAD");
    expect(head.status).toBe(302);
    expect(head.location).toBe("https://shop.example/");
    expect(head.cookies).toEqual([]);
    for (const key of ["absent", "spring/", "%00", "..%2f..", "a".repeat(2_000), "%27%20OR%201=1", "SPRING"]) {
      const answer = await ask(`${door.url}/t/${acme.slug}/r/${key}`);
      expect([key, answer.status >= 400 && answer.status < 500]).toEqual([key, true]);
    }
    expect(await clicksOf(acme)).toEqual([]);
  });

  test("says on a small page that it leads nowhere, without repeating what was asked", async () => {
    const acme = await ground();
    const answer = await ask(`${door.url}/t/${acme.slug}/r/no-such-key`);
    expect(answer.status).toBe(404);
    expect(answer.headers["content-type"]).toBe("text/html; charset=utf-8");
    expect(answer.body).toContain("leads nowhere");
    expect(answer.body).not.toContain("no-such-key");
    expect(answer.body.length).toBeLessThan(2_000);
  });

  test("goes to its own deep link where it has one", async () => {
    const acme = await ground({ deepLink: "https://shop.example/deep" });
    expect((await ask(linkUrl(acme))).location).toMatch(/^https:\/\/shop\.example\/deep\?cref=/);
  });

  test("to another organization does not exist", async () => {
    const [acme, rival] = [await ground({ key: "mine" }), await ground({ key: "theirs" })];
    expect((await ask(`${door.url}/t/${acme.slug}/r/theirs`)).status).toBe(404);
    expect((await ask(`${door.url}/t/no-such-organization/r/mine`)).status).toBe(404);
    expect((await ask(linkUrl(rival))).status).toBe(302);
    expect(await clicksOf(acme)).toEqual([]);
  });

  test("with a destination that no door of ours would accept leads nowhere", async () => {
    for (const destination of [
      "javascript:alert(1)",
      "//evil.test",
      "https://a@evil.test/",
      "https://x\r\nSet-Cookie: a=b",
    ]) {
      expect((await ask(linkUrl(await ground({ destination })))).status).toBe(404);
    }
  });
});

test("A-ATTR-02 a revoked partner's link still redirects, and its click is stamped", async () => {
  const acme = await ground({ isRevoked: true });
  expect((await ask(linkUrl(acme))).status).toBe(302);
  expect(await clicksOf(acme)).toMatchObject([{ partner_revoked: true }]);
});

test("a bot is redirected and flagged with what gave it away", async () => {
  const acme = await ground();
  const answer = await ask(linkUrl(acme), {
    "user-agent": "Mozilla/5.0 (compatible; Googlebot/2.1; +http://www.google.com/bot.html)",
  });
  expect(answer.status).toBe(302);
  expect(await clicksOf(acme)).toHaveLength(1);
  expect(await acme.ctx.query("SELECT click_id, reason, evidence FROM click_flag")).toEqual([
    { click_id: answer.cref, reason: "bot", evidence: { userAgentContains: "Google" } },
  ]);
});

test("a visitor's second click within ten seconds is flagged as a duplicate, and still redirected", async () => {
  const acme = await ground();
  const cookie = `tributary_visitor=${newId()}`;
  await ask(linkUrl(acme), { cookie });
  const second = await ask(linkUrl(acme), { cookie });
  expect(second.status).toBe(302);
  await eventually(async () => {
    expect(await acme.ctx.query("SELECT click_id, reason FROM click_flag")).toEqual([
      { click_id: second.cref, reason: "duplicate" },
    ]);
  });
});

test("IN23 a forged X-Forwarded-For is no other source; behind a trusted proxy it is", async () => {
  const [acme, rival] = [await ground(), await ground()];
  await ask(linkUrl(acme), { "x-forwarded-for": "198.51.100.1" });
  await ask(linkUrl(acme), { "x-forwarded-for": "198.51.100.2" });
  const behind = await openDoor({ trustProxy: "127.0.0.1" });
  await ask(linkUrl(rival, behind.url), { "x-forwarded-for": "198.51.100.1" });
  await ask(linkUrl(rival, behind.url), { "x-forwarded-for": "198.51.100.2" });
  await behind.stop();
  expect(await sourcesOf(acme)).toBe(1);
  expect(await sourcesOf(rival)).toBe(2);
});

test("in multi mode a link without its organization says that one is missing; in single mode it is complete", async () => {
  const acme = await ground();
  const missing = await ask(`${door.url}/r/${acme.key}`);
  expect(missing.status).toBe(400);
  expect(missing.body).toContain("tenant_slug_missing");

  const single = await openDoor({ soleSlug: acme.slug, isSecure: true });
  const answer = await ask(`${single.url}/r/${acme.key}`);
  await single.stop();
  expect(answer.status).toBe(302);
  expect(answer.cookies[1]).toMatch(/; Path=\/; Max-Age=34560000; SameSite=Lax; Secure; HttpOnly$/);
});

test("CR2 without any database an unknown link asks the visitor to wait, and is not called absent", async () => {
  const nowhere = await openDoor({ appUrl: "postgres://nobody:x@127.0.0.1:1/nothing" });
  const answer = await ask(`${nowhere.url}/t/acme/r/spring`);
  await nowhere.stop();
  expect(answer.status).toBe(503);
  expect(answer.headers["retry-after"]).toBe("2");
});
