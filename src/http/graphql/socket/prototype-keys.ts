const KEY = "__proto__";

/** Whether a key in it, however deep, is named `__proto__`: whoever copies the object would set its prototype instead. */
export function hasPrototypeKey(value: unknown): boolean {
  // A list of its own instead of recursion: a message can be nested deeper than the stack.
  const waiting: unknown[] = [value];
  while (waiting.length > 0) {
    const one = waiting.pop();
    if (typeof one !== "object" || one === null) continue;
    if (Object.hasOwn(one, KEY)) return true;
    waiting.push(...Object.values(one));
  }
  return false;
}
