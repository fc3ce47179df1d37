import { OFREPProvider } from "@openfeature/ofrep-provider";
import { ErrorCode, OpenFeature } from "@openfeature/server-sdk";
import { afterAll, beforeAll, describe, expect, test } from "@jest/globals";

import { newId } from "../../src/shared/ids.js";
import type { DoorOrganization, PostSettings } from "../support/door-world.js";
import { DoorWorld } from "../support/door-world.js";
import { exhaust } from "../support/exhaust.js";

let door: DoorWorld;
let acme: DoorOrganization;
let rival: DoorOrganization;
let token: string;
let open: string;
let shut: string;

const ALL = "/ofrep/v1/evaluate/flags";
const ask = (path: string, body: unknown, settings: PostSettings = { token }) => door.post(path, body, settings);
const asAcme = () => ({ context: { targetingKey: acme.slug } });

beforeAll(async () => {
  door = await DoorWorld.start();
  [acme, rival] = [await door.organization(), await door.organization()];
  token = await acme.key("events:write");
  const { flags } = door.container;
  [open, shut] = [`open_${newId().slice(-8)}`, `shut_${newId().slice(-8)}`];
  for (const key of [open, shut]) await flags.create(door.world.operator, { key, description: "A flag" });
  await flags.change(door.world.operator, open, { state: "targeted", scope: { organizationSlugs: [acme.slug] } });
});
afterAll(async () => {
  await OpenFeature.close();
  await door.end();
});

describe("the flags of OFREP", () => {
  test("B-FLAG-07 the real OpenFeature SDK evaluates over it", async () => {
    const provider = (bearer: string, baseUrl = door.url) =>
      new OFREPProvider({ baseUrl, headers: [["Authorization", `Bearer ${bearer}`]] });
    await OpenFeature.setProviderAndWait("acme", provider(token));
    await OpenFeature.setProviderAndWait("rival", provider(await rival.key("admin"), `${door.url}/t/${rival.slug}`));
    await OpenFeature.setProviderAndWait("nobody", provider("trb_k_nonsense"));
    const ours = OpenFeature.getClient("acme");
    const context = { targetingKey: acme.id, colour: "blue" };
    expect(await ours.getBooleanDetails(open, false, context)).toMatchObject({
      value: true,
      reason: "TARGETING_MATCH",
      variant: "on",
    });
    expect(await ours.getBooleanDetails(shut, true, context)).toMatchObject({ value: false, reason: "DISABLED" });
    expect(await ours.getBooleanDetails("nowhere", true, context)).toMatchObject({
      value: true,
      errorCode: ErrorCode.FLAG_NOT_FOUND,
    });
    expect(await ours.getBooleanDetails(open, false)).toMatchObject({ errorCode: ErrorCode.TARGETING_KEY_MISSING });
    expect(await ours.getBooleanDetails(open, false, { targetingKey: rival.id })).toMatchObject({
      errorCode: ErrorCode.INVALID_CONTEXT,
    });
    expect(await ours.getStringDetails(open, "x", context)).toMatchObject({ errorCode: ErrorCode.TYPE_MISMATCH });
    const theirs = OpenFeature.getClient("rival");
    expect(await theirs.getBooleanValue(open, true, { targetingKey: rival.slug })).toBe(false);
    expect(await OpenFeature.getClient("nobody").getBooleanDetails(open, false, context)).toMatchObject({
      value: false,
      reason: "ERROR",
    });
  });

  test("B-FLAG-06 one call answers all flags, and an unchanged answer is not sent again", async () => {
    const first = await ask(ALL, asAcme());
    expect(first.status).toBe(200);
    const said = new Map(first.body.flags.map((flag: any) => [flag.key, flag.value]));
    expect([said.get(open), said.get(shut)]).toEqual([true, false]);
    const etag = first.headers.get("etag") ?? "";
    const again = (sent: string) =>
      fetch(`${door.url}${ALL}`, {
        method: "POST",
        headers: { "content-type": "application/json", authorization: `Bearer ${token}`, "if-none-match": sent },
        body: JSON.stringify(asAcme()),
      });
    for (const sent of [etag, `W/${etag}`, `"other", ${etag}`]) {
      const same = await again(sent);
      expect([same.status, await same.text(), same.headers.get("etag")]).toEqual([304, "", etag]);
    }
    await door.container.flags.change(door.world.operator, shut, { state: "on" });
    const changed = await again(etag);
    expect(changed.status).toBe(200);
    expect(changed.headers.get("etag")).not.toBe(etag);
    await door.container.flags.kill(door.world.operator, shut);
  });

  test("each fault has its code", async () => {
    const one = `${ALL}/${open}`;
    for (const path of [ALL, one]) {
      const named = path === one ? { key: open } : {};
      const fault = async (body: unknown) => {
        const { status, body: said } = await ask(path, body);
        const { errorDetails, ...rest } = said;
        expect(typeof errorDetails).toBe("string");
        return { status, ...rest };
      };
      for (const body of ["{", "[]", "null", "5", '{"a":1e400}', ""]) {
        expect(await fault(body)).toEqual({ status: 400, ...named, errorCode: "PARSE_ERROR" });
      }
      for (const body of [{}, { context: {} }, { context: { targetingKey: "" } }]) {
        expect(await fault(body)).toEqual({ status: 400, ...named, errorCode: "TARGETING_KEY_MISSING" });
      }
      for (const context of [5, [], "x", { targetingKey: 5 }, { targetingKey: {} }, { targetingKey: rival.slug }]) {
        expect(await fault({ context })).toEqual({ status: 400, ...named, errorCode: "INVALID_CONTEXT" });
      }
    }
    const lost = await ask(`${ALL}/${"x".repeat(90)}`, asAcme());
    expect(lost).toMatchObject({ status: 404, body: { errorCode: "FLAG_NOT_FOUND" } });
    for (const key of ["__proto__", "constructor", "%00"]) {
      expect((await ask(`${ALL}/${key}`, asAcme())).status).toBe(404);
    }
  });

  test("who asks: nobody is refused, anybody of an organization may, and only for their own", async () => {
    expect((await ask(ALL, asAcme(), {})).body).toMatchObject({ code: "tenant_slug_missing" });
    expect((await ask(`/t/${acme.slug}${ALL}`, asAcme(), {})).status).toBe(401);
    expect((await ask(ALL, asAcme(), { token: `trb_k_${"a".repeat(43)}` })).status).toBe(401);
    expect((await ask(`/t/${rival.slug}${ALL}`, asAcme())).status).toBe(404);
    const { token: learner } = await acme.member("LEARNER");
    const { token: partner } = await acme.partner();
    for (const asked of [learner, partner, await acme.key("admin")]) {
      expect((await ask(ALL, asAcme(), { token: asked })).status).toBe(200);
    }
  });

  test("whoever asks too much is told when to come again", async () => {
    const key = await rival.key("events:write");
    const body = { context: { targetingKey: rival.id } };
    await exhaust(door, key, "flags");
    const refused = await ask(ALL, body, { token: key });
    expect(refused).toMatchObject({ status: 429, body: { code: "rate_limited" } });
    expect(Number(refused.headers.get("retry-after"))).toBeGreaterThan(0);
  });

  test("it stands in /openapi.json", async () => {
    const { paths } = (await (await fetch(`${door.url}/openapi.json`)).json()) as { paths: object };
    expect(Object.keys(paths)).toEqual(expect.arrayContaining([ALL, `${ALL}/{key}`]));
  });
});
