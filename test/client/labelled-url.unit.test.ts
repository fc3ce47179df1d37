import { expect, test } from "@jest/globals";

import { isLabel, labelledUrl } from "../../client/src/partners/links/labelled-url.js";

test("a label travels as the link's sub-id, and the rest of the link stays", () => {
  expect(labelledUrl("https://acme.example/t/acme/r/nora", "newsletter-may")).toBe(
    "https://acme.example/t/acme/r/nora?sub=newsletter-may",
  );
});

test("what cannot be a label leaves the link alone", () => {
  for (const label of ["", "two words", "a&b=c", "ü", "x".repeat(65)]) {
    expect(isLabel(label)).toBe(false);
    expect(labelledUrl("https://acme.example/r/nora", label)).toBe("https://acme.example/r/nora");
  }
});
