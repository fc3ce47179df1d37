import { afterAll, beforeAll, describe, expect, test } from "@jest/globals";

import { newId } from "../../src/shared/ids.js";
import type { DoorOrganization } from "../support/door-world.js";
import { DoorWorld } from "../support/door-world.js";

let door: DoorWorld;
beforeAll(async () => {
  door = await DoorWorld.start();
});
afterAll(() => door.end());

const ndjson = (lines: object[]): string => lines.map((line) => JSON.stringify(line)).join("\n");

async function send(
  organization: DoorOrganization,
  body: string | Uint8Array,
  kind: "admin" | "events:write" = "admin",
) {
  const headers = { "content-type": "application/x-ndjson" };
  return door.post("/v1/import", body, { token: await organization.key(kind), headers });
}

/** A year-old sale with all that led to it. */
function history(program: string) {
  const [partnerId, linkId, cref] = [newId(), newId(), newId()];
  return [
    {
      kind: "partner",
      id: partnerId,
      name: "Ann",
      email: `${partnerId}@example.com`,
      createdAt: "2025-01-01T00:00:00Z",
    },
    { kind: "link", id: linkId, partnerId, program, key: `key-${linkId}` },
    { kind: "click", id: cref, linkId, visitorId: newId(), clickedAt: "2025-02-01T00:00:00Z" },
    { kind: "identity", cref, userId: "user-1", identifiedAt: "2025-02-01T01:00:00Z" },
    {
      kind: "event",
      id: "order-1",
      type: "sale",
      userId: "user-1",
      occurredAt: "2025-02-02T00:00:00Z",
      amount: { amountMinor: 10_000, currency: "USD" },
    },
  ];
}

async function organization(): Promise<{ acme: DoorOrganization; program: string }> {
  const acme = await door.organization();
  const slug = `program-${newId().slice(-12)}`;
  await acme.campaign({ slug });
  return { acme, program: slug };
}

describe("POST /v1/import", () => {
  test("brings in a history with its own ids and times, which earns; a second time nothing changes", async () => {
    const { acme, program } = await organization();
    const body = ndjson(history(program));
    expect(await send(acme, body)).toMatchObject({
      status: 200,
      body: {
        lines: 5,
        written: { partner: 1, link: 1, click: 1, identity: 1, event: 1 },
        known: 0,
        refused: 0,
      },
    });
    const [commission] = await acme.ctx.query<{ amount_minor: bigint }>("SELECT amount_minor FROM commission");
    expect(commission?.amount_minor).toBe(1000n);
    expect((await send(acme, body)).body).toMatchObject({ written: { partner: 0, event: 0 }, known: 5, refused: 0 });
    expect(await acme.ctx.query("SELECT 1 FROM commission")).toHaveLength(1);
  });

  test("each line stands alone: what is wrong is named by its line, the rest is written", async () => {
    const { acme, program } = await organization();
    const good = history(program);
    const lines = [
      JSON.stringify(good[0]),
      "{",
      '{"kind":"nothing"}',
      "",
      '{"kind":"link","id":"x"}',
      JSON.stringify({ ...good[1], program: "no-such-program" }),
      JSON.stringify(good[1]),
      JSON.stringify({ ...good[2], id: newId(), linkId: newId() }),
      JSON.stringify({ ...good[2], id: newId(), clickedAt: "2999-01-01T00:00:00Z" }),
      JSON.stringify({ kind: "identity", cref: newId(), userId: "u" }),
      JSON.stringify({ ...good[4], amount: { amountMinor: 1.5, currency: "USD" } }),
      JSON.stringify({ ...good[0], email: "somebody@else.example" }),
    ];
    const { status, body } = await send(acme, lines.join("\n"));
    expect(status).toBe(200);
    expect(body).toMatchObject({ lines: 11, written: { partner: 1, link: 1 }, refused: 9 });
    expect(body.refusals.map(({ line, code }: { line: number; code: string }) => `${line} ${code}`)).toEqual([
      "2 body_not_json",
      "3 line_invalid",
      "5 line_invalid",
      "6 program_not_found",
      "8 link_not_found",
      "9 in_future",
      "10 click_not_found",
      "11 event_invalid",
      "12 id_taken",
    ]);
  });

  test("another organization's links and clicks do not exist", async () => {
    const { acme, program } = await organization();
    const { acme: rival } = await organization();
    const lines = history(program);
    await send(acme, ndjson(lines));
    const { body } = await send(rival, ndjson([{ ...lines[2], id: newId() }, lines[3]!]));
    expect(body.refusals.map(({ code }: { code: string }) => code)).toEqual(["link_not_found", "click_not_found"]);
  });

  test("is for admin keys only, and for nothing but NDJSON", async () => {
    const { acme } = await organization();
    expect(await send(acme, "", "events:write")).toMatchObject({ status: 403, body: { code: "forbidden_scope" } });
    const { token } = await acme.member("OWNER");
    const headers = { "content-type": "application/x-ndjson" };
    expect(await door.post("/v1/import", "", { token, headers })).toMatchObject({ status: 403 });
    const key = await acme.key("admin");
    expect(await door.post("/v1/import", "{}", { token: key })).toMatchObject({ status: 415 });
  });

  test("a line beyond its bound ends the import without being held", async () => {
    const { acme } = await organization();
    expect(await send(acme, "x".repeat(1_000_000))).toMatchObject({ status: 413, body: { code: "line_too_long" } });
  });
});
