import { describe, expect, test } from "@jest/globals";

import { LatestValue } from "../../src/shared/latest-value.js";
import { onceForEach } from "../../src/shared/once-for-each.js";

const ending = (): { source: LatestValue<number>; ends: () => number } => {
  let ends = 0;
  return { source: new LatestValue<number>(() => ends++), ends: () => ends };
};

describe("a live source", () => {
  test("tells once and at once that there is something to take, and gives it without a wait", () => {
    const { source } = ending();
    let calls = 0;
    expect(source.take()).toBeUndefined();
    source.onceReady(() => calls++);
    source.set(1);
    expect(calls).toBe(1);
    source.set(2);
    expect(calls).toBe(1);
    expect(source.take()).toBe(2);
    expect(source.take()).toBeUndefined();
  });

  test("of other values leaves out what is turned into nothing, and is waited for by both ways of reading", async () => {
    const { source } = ending();
    const tens = source.map((value) => (value % 2 === 0 ? value * 10 : undefined));
    source.set(1);
    expect(tens.take()).toBeUndefined();
    const next = tens.next();
    source.set(3);
    await Promise.resolve();
    source.set(4);
    expect(await next).toEqual({ value: 40, done: false });
    let calls = 0;
    tens.onceReady(() => calls++);
    source.set(6);
    expect([calls, tens.take()]).toEqual([1, 60]);
  });

  test("that is returned ends who waits for it, whichever way, and ends once", async () => {
    for (const wait of ["next", "onceReady"] as const) {
      const { source, ends } = ending();
      const mapped = source.map((value) => value);
      let calls = 0;
      const next = wait === "next" ? mapped.next() : mapped.onceReady(() => calls++);
      await mapped.return();
      await mapped.return();
      if (wait === "next") expect(await next).toEqual({ value: undefined, done: true });
      else expect(calls).toBe(1);
      expect([mapped.isOver, ends(), mapped.take()]).toEqual([true, 1, undefined]);
    }
  });
});

test("what is made of an object is made once for each", () => {
  let made = 0;
  const nameOf = onceForEach(({ name }: { name: string }) => {
    made += 1;
    return name === "" ? undefined : name.toUpperCase();
  });
  const [ann, bob, nobody] = [{ name: "ann" }, { name: "bob" }, { name: "" }];
  for (let reader = 0; reader < 3; reader++) {
    expect([nameOf(ann), nameOf(bob), nameOf(nobody)]).toEqual(["ANN", "BOB", undefined]);
  }
  expect(made).toBe(3);
});
