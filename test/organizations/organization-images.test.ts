import { deflateSync } from "node:zlib";

import { afterAll, beforeAll, describe, expect, test } from "@jest/globals";
import sharp from "sharp";

import { ROLES } from "../../src/shared/role.js";
import type { DoorOrganization, RestAnswer } from "../support/door-world.js";
import { DoorWorld } from "../support/door-world.js";

const MEGABYTE = 1024 * 1024;

const picture = (width = 64, height = 32) =>
  sharp({ create: { width, height, channels: 3, background: { r: 31, g: 111, b: 235 } } });

/** A PNG that says of itself how large it is, with what a few bytes unpack to. */
function bomb(side: number): Buffer {
  const crcTable = Array.from({ length: 256 }, (_, n) => {
    let c = n;
    for (let k = 0; k < 8; k++) c = c & 1 ? 0xed_b8_83_20 ^ (c >>> 1) : c >>> 1;
    return c >>> 0;
  });
  const chunk = (type: string, data: Buffer): Buffer => {
    const body = Buffer.concat([Buffer.from(type), data]);
    let crc = 0xff_ff_ff_ff;
    for (const byte of body) crc = crcTable[(crc ^ byte) & 0xff]! ^ (crc >>> 8);
    const [length, sum] = [Buffer.alloc(4), Buffer.alloc(4)];
    length.writeUInt32BE(data.length);
    sum.writeUInt32BE((crc ^ 0xff_ff_ff_ff) >>> 0);
    return Buffer.concat([length, body, sum]);
  };
  const header = Buffer.alloc(13);
  header.writeUInt32BE(side, 0);
  header.writeUInt32BE(side, 4);
  header.set([1, 0, 0, 0, 0], 8);
  return Buffer.concat([
    Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]),
    chunk("IHDR", header),
    chunk("IDAT", deflateSync(Buffer.alloc(4 * MEGABYTE))),
    chunk("IEND", Buffer.alloc(0)),
  ]);
}

describe("an organization's images", () => {
  let door: DoorWorld;
  let acme: DoorOrganization;
  let owner: string;

  beforeAll(async () => {
    door = await DoorWorld.start({ rateLimits: false });
    acme = await door.organization();
    owner = (await acme.member("OWNER")).token;
  });
  afterAll(() => door.end());

  async function send(
    body: Uint8Array | string,
    { token = owner, path = "/v1/organization/logo", type = "image/png", method = "PUT" } = {},
  ): Promise<RestAnswer> {
    const answer = await fetch(`${door.url}${path}`, {
      method,
      headers: { authorization: `Bearer ${token}`, ...(type && { "content-type": type }) },
      ...(method === "PUT" && { body: body as string }),
    });
    return { status: answer.status, body: await answer.json(), headers: answer.headers };
  }

  const branding = async (token = owner): Promise<any> =>
    (await door.graph("{ organization { branding { logoUrl bannerUrl } } }", { token })).data.organization.branding;

  test.each(["jpeg", "png", "webp"] as const)(
    "C-ORG-15 a %s is made anew, shown to anybody, for ever under its own address, and nothing else of it is kept",
    async (format) => {
      const canary = "canary-of-the-camera";
      const sent = await picture(2000, 1000)
        .withExif({ IFD0: { Copyright: canary } })
        .toFormat(format)
        .toBuffer();
      expect(sent.includes(canary)).toBe(true);
      const { status, body } = await send(sent, { type: "application/octet-stream" });
      expect({ status, body }).toEqual({
        status: 200,
        body: { url: expect.stringMatching(`^/images/${acme.id}/logo-`) },
      });
      expect(await branding()).toEqual({ logoUrl: body.url, bannerUrl: null });
      const shown = await fetch(`${door.url}${body.url}`);
      expect(Object.fromEntries(shown.headers)).toMatchObject({
        "content-type": "image/webp",
        "cache-control": "public, max-age=31536000, immutable",
        "x-content-type-options": "nosniff",
        "content-security-policy": "default-src 'none'; sandbox",
      });
      const bytes = Buffer.from(await shown.arrayBuffer());
      expect(bytes.includes(canary)).toBe(false);
      expect(await sharp(bytes).metadata()).toMatchObject({ format: "webp", width: 512, height: 256 });
    },
  );

  test("a picture that carries a page or a script behind it loses that", async () => {
    const polyglot = Buffer.concat([await picture().png().toBuffer(), Buffer.from("<script>alert(1)</script>")]);
    const { status, body } = await send(polyglot, { type: "text/html" });
    expect(status).toBe(200);
    const bytes = Buffer.from(await (await fetch(`${door.url}${body.url}`)).arrayBuffer());
    expect(bytes.includes("script")).toBe(false);
  });

  test("the former image is gone once another stands for it, and both go when they are taken away", async () => {
    const [first, second] = [
      await send(await picture().png().toBuffer()),
      await send(await picture().png().toBuffer()),
    ];
    expect((await fetch(`${door.url}${first.body.url}`)).status).toBe(404);
    expect((await fetch(`${door.url}${second.body.url}`)).status).toBe(200);
    const banner = await send(await picture().png().toBuffer(), { path: `/t/${acme.slug}/v1/organization/banner` });
    expect(await branding()).toEqual({ logoUrl: second.body.url, bannerUrl: banner.body.url });
    for (const _ of [1, 2]) {
      for (const type of ["logo", "banner"]) {
        const gone = await send("", { method: "DELETE", path: `/v1/organization/${type}`, type: "" });
        expect({ status: gone.status, body: gone.body }).toEqual({ status: 200, body: { url: null } });
      }
    }
    expect(await branding()).toEqual({ logoUrl: null, bannerUrl: null });
    expect((await fetch(`${door.url}${second.body.url}`)).status).toBe(404);
  });

  test("IN24 what is no picture of ours is refused by its content, whatever it is called, and nothing changes", async () => {
    const jpeg = await picture(400, 400).jpeg().toBuffer();
    const before = await branding();
    const gif = await picture().gif().toBuffer();
    const cases: [string, Uint8Array | string, number, string][] = [
      ["a GIF", gif, 422, "image_type_refused"],
      ["an SVG", `<svg xmlns="http://www.w3.org/2000/svg"><script>1</script></svg>`, 422, "image_type_refused"],
      ["an AVIF", await picture().avif().toBuffer(), 422, "image_type_refused"],
      ["a TIFF", await picture().tiff().toBuffer(), 422, "image_type_refused"],
      ["text", "hello", 422, "image_type_refused"],
      ["nothing", "", 400, "image_missing"],
      ["a cut JPEG", jpeg.subarray(0, jpeg.length / 2), 422, "image_broken"],
      ["a header alone", jpeg.subarray(0, 3), 422, "image_broken"],
      [
        "a PNG's header and noise",
        Buffer.concat([(await picture().png().toBuffer()).subarray(0, 8), gif]),
        422,
        "image_broken",
      ],
      ["6 MB", Buffer.alloc(6 * MEGABYTE, jpeg), 413, "too_large"],
      ["a bomb", bomb(60_000), 422, "image_too_many_pixels"],
      ["a bomb of 4 GB", bomb(200_000), 422, "image_too_many_pixels"],
    ];
    for (const [what, bytes, status, code] of cases) {
      const answer = await send(bytes);
      expect({ what, status: answer.status, code: answer.body.code }).toEqual({ what, status, code });
      expect(answer.headers.get("content-type")).toContain("application/problem+json");
    }
    expect(await branding()).toEqual(before);
  });

  test("who may not change it is refused before the body is read, and another organization's path is not found", async () => {
    const png = await picture().png().toBuffer();
    const may = [];
    for (const role of ROLES) {
      if ((await send(png, { token: (await acme.member(role)).token })).status === 200) may.push(role);
    }
    expect(may).toEqual(["OWNER", "MAINTAINER"]);
    expect((await send(png, { token: await acme.key("admin") })).body.code).toBe("forbidden_scope");
    expect((await send(Buffer.alloc(6 * MEGABYTE), { token: (await acme.partner()).token })).status).toBe(403);
    expect((await send(png, { token: "nonsense" })).status).toBe(401);
    const rival = await door.organization();
    expect((await send(png, { path: `/t/${rival.slug}/v1/organization/logo` })).status).toBe(404);
    expect((await send(png, { path: "/v1/organization/avatar" })).status).toBe(404);
  });

  test("an address that leads nowhere, or out of the folder, is not found", async () => {
    const uuid = "018f0000-0000-7000-8000-000000000000";
    for (const path of [
      `${uuid}/logo-${uuid}`,
      `..%2f..%2fsecret/logo-${uuid}`,
      `${uuid}/..%2f..%2fkey`,
      `${uuid}/x`,
    ]) {
      const answer = await fetch(`${door.url}/images/${path}`);
      expect({ path, status: answer.status }).toEqual({ path, status: 404 });
    }
  });

  test("fifteen at once are all worked through, and the last one stands", async () => {
    const png = await picture(1500, 1500).png().toBuffer();
    const answers = await Promise.all(Array.from({ length: 15 }, () => send(png)));
    expect(answers.map(({ status }) => status)).toEqual(answers.map(() => 200));
    const { logoUrl } = await branding();
    const shown = await Promise.all(answers.map(async ({ body }) => (await fetch(`${door.url}${body.url}`)).status));
    expect(answers.filter((_, n) => shown[n] === 200).map(({ body }) => body.url)).toEqual([logoUrl]);
  });
});
