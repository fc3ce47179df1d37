import { expect, test } from "@jest/globals";

import { breakingChanges } from "../../src/resolvers/breaking-changes.js";

const RELEASED = `
  type Query { parcel(id: ID!): Parcel  parcels(status: Status): [Parcel!]! }
  type Parcel { id: ID!  place: String  route: String @deprecated(reason: "Use place.") }
  enum Status { SENT  LOST  STRAYED @deprecated(reason: "Use LOST.") }`;

const changed = (from: string, to: string): string[] => breakingChanges(RELEASED, RELEASED.replace(from, to));

test("what clients could no longer do is named", () => {
  expect(changed("place: String ", "")).toEqual(["Parcel.place was removed."]);
  expect(changed("SENT", "")).toEqual(["SENT was removed from enum type Status."]);
  expect(changed("place: String", "place: Int")).toEqual(["Parcel.place changed type from String to Int."]);
  expect(changed("status: Status", "status: Status!")).toHaveLength(1);
  expect(changed("parcel(id: ID!)", "parcel(id: ID!, day: Int!)")).toHaveLength(1);
});

test("what was deprecated by then may go, and whatever is new may come", () => {
  expect(changed('route: String @deprecated(reason: "Use place.")', "")).toEqual([]);
  expect(changed('STRAYED @deprecated(reason: "Use LOST.")', "")).toEqual([]);
  expect(changed("place: String", "place: String! weight: Int")).toEqual([]);
  expect(changed("parcel(id: ID!)", "parcel(id: ID!, day: Int)")).toEqual([]);
});
