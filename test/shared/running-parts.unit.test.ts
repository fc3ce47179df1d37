import { expect, test } from "@jest/globals";

import type { Part } from "../../src/shared/lifecycle/part.js";
import { startParts } from "../../src/shared/lifecycle/running-parts.js";
import { silentLog } from "../support/silent-log.js";

function partNamed(name: string, history: string[], faults: { start?: Error; stop?: Error } = {}): Part {
  return {
    name,
    start: async () => {
      if (faults.start) throw faults.start;
      history.push(`start ${name}`);
    },
    stop: async () => {
      history.push(`stop ${name}`);
      if (faults.stop) throw faults.stop;
    },
  };
}

test("parts start in order and stop in reverse, once", async () => {
  const history: string[] = [];
  const running = await startParts([partNamed("a", history), partNamed("b", history)], silentLog);
  await Promise.all([running.stop(), running.stop()]);
  expect(history).toEqual(["start a", "start b", "stop b", "stop a"]);
});

test("a part that does not start takes those before it down again", async () => {
  const history: string[] = [];
  const parts = [
    partNamed("a", history),
    partNamed("b", history, { start: new Error("no luck") }),
    partNamed("c", history),
  ];
  await expect(startParts(parts, silentLog)).rejects.toThrow("no luck");
  expect(history).toEqual(["start a", "stop a"]);
});

test("a part that fails to stop does not keep the others from stopping", async () => {
  const history: string[] = [];
  const running = await startParts(
    [partNamed("a", history), partNamed("b", history, { stop: new Error("no luck") })],
    silentLog,
  );
  await running.stop();
  expect(history).toEqual(["start a", "start b", "stop b", "stop a"]);
});
