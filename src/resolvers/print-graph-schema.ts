import { lexicographicSortSchema, printSchema } from "graphql";

import { buildGraphSchema } from "./build-graph-schema.js";

/** The graph in its schema language, sorted: what `schema.graphql` holds. */
export const printGraphSchema = (): string => `${printSchema(lexicographicSortSchema(buildGraphSchema()))}\n`;
