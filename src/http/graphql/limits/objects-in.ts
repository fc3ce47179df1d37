import { JsonText } from "../../../schema/read/json-text.js";

/** How many objects an answer has. */
export function objectsIn(answer: unknown): number {
  if (typeof answer !== "object" || answer === null) return 0;
  if (answer instanceof JsonText) return answer.objects;
  if (Array.isArray(answer)) {
    let sum = 0;
    for (const item of answer) sum += objectsIn(item);
    return sum;
  }
  let sum = 1;
  for (const key in answer) sum += objectsIn((answer as Record<string, unknown>)[key]);
  return sum;
}
