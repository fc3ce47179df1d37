import { describe, expect, test } from "@jest/globals";

import { createLog } from "../../src/shared/log.js";

const SENT = "canary@example.com";

function logged(error: unknown): string {
  const lines: string[] = [];
  createLog("info", { write: (line) => lines.push(line) }).error({ err: error }, "it failed");
  return lines.join("");
}

describe("what is logged of an error", () => {
  test("says what went wrong and where, and not what was sent", () => {
    const failed = Object.assign(new Error(`invalid input syntax for type uuid: "${SENT}"`), {
      code: "22P02",
      table: "platform_user",
      detail: `Key (email)=(${SENT}) already exists.`,
      where: `unnamed portal parameter $1 = '${SENT}'`,
      parameters: [SENT],
    });
    const line = logged(new Error("a request failed", { cause: failed }));
    expect(line).not.toContain(SENT);
    expect(JSON.parse(line).err).toMatchObject({
      type: "Error",
      message: "a request failed",
      stack: expect.stringContaining("log.unit.test"),
      cause: { code: "22P02", table: "platform_user", message: "invalid input syntax for type uuid" },
    });
  });

  test("a cause that leads back to itself ends somewhere", () => {
    const loop = new Error("round and round");
    loop.cause = loop;
    expect(logged(loop).length).toBeLessThan(20_000);
  });

  test.each([undefined, null, "a word", 7])("what is no error is told as it is: %s", (given) => {
    expect(JSON.parse(logged(given)).err).toEqual(given);
  });
});
