import { graphEnum } from "./graph-enum.js";

export type ListOrder = "newestFirst" | "oldestFirst";

export const ListOrder = graphEnum<ListOrder>("ListOrder", "Which end of a list comes first.", {
  newestFirst: "The latest first.",
  oldestFirst: "The earliest first.",
});
