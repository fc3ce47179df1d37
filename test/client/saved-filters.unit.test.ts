import { expect, test } from "@jest/globals";

import type { TextStore } from "../../client/src/shell/list/saved-filters-store.js";
import { SavedFiltersStore } from "../../client/src/shell/list/saved-filters-store.js";
import { readFilters } from "../../client/src/shell/list/read-filters.js";

const KEYS = ["status", "partner"] as const;

function storage(): TextStore {
  const kept = new Map<string, string>();
  return { getItem: (key) => kept.get(key) ?? null, setItem: (key, value) => void kept.set(key, value) };
}

test("filters are found again under their name, and the newer ones stand under the same name", () => {
  const kept = storage();
  const store = new SavedFiltersStore(kept, "list", KEYS);
  store.save({ name: "Nora's", filters: { partner: "nora" } });
  store.save({ name: "Held", filters: { status: "HELD" } });
  store.save({ name: "Held", filters: { status: "HELD", partner: "ann" } });
  expect(new SavedFiltersStore(kept, "list", KEYS).read()).toEqual([
    { name: "Held", filters: { status: "HELD", partner: "ann" } },
    { name: "Nora's", filters: { partner: "nora" } },
  ]);
  expect(store.remove("Held")).toEqual([{ name: "Nora's", filters: { partner: "nora" } }]);
});

test("what another version or another hand has left in the store is passed over", () => {
  const kept = storage();
  const store = new SavedFiltersStore(kept, "list", KEYS);
  for (const text of ["not json", "null", "3", '{"name":"x"}', '[null,{"name":3,"filters":{}},{"name":"a"}]']) {
    kept.setItem("list", text);
    expect(store.read()).toEqual([]);
  }
  kept.setItem("list", '[{"name":"old","filters":{"status":"HELD","colour":"red","partner":5}}]');
  expect(store.read()).toEqual([{ name: "old", filters: { status: "HELD" } }]);
});

test("an address gives the filters that its list knows, also those that look like numbers", () => {
  expect(readFilters(KEYS, { status: "HELD", partner: 2026, colour: "red" })).toEqual({
    status: "HELD",
    partner: "2026",
  });
  expect(readFilters(KEYS, { status: "", partner: { a: 1 } })).toEqual({});
});
