import type { GraphQLSchema } from "graphql";
import type { DataSource } from "typeorm";

import { attachResolvers, detachResolvers } from "../../schema/read/attach-resolvers.js";
import { faultsOfReadModel } from "../../schema/read/check-read-model.js";
import { ReadModel } from "../../schema/read/read-model.js";
import { Reader } from "../../schema/read/reader.js";
import type { CursorCodec } from "../../shared/cursor.js";
import { assert } from "../../shared/errors.js";
import type { ExecutionMode } from "./graph-executor.js";
import { GraphExecutor } from "./graph-executor.js";

export interface GraphExecutorSettings {
  /** Makes the schema; each time another one. */
  build: () => GraphQLSchema;
  dataSource: DataSource;
  cursors: CursorCodec;
  mode: ExecutionMode;
}

/** The executor of the graph, with its read planner. Throws where what entities describe does not hold together. */
export function createGraphExecutor({ build, dataSource, cursors, mode }: GraphExecutorSettings): GraphExecutor {
  const schema = build();
  const model = new ReadModel(schema, dataSource);
  attachResolvers(schema, model);
  const faults = faultsOfReadModel(schema, model);
  assert(faults.length === 0, `the graph's descriptions hold together, but ${faults.join("; ")}`);
  const plainSchema = (): GraphQLSchema => {
    const plain = build();
    detachResolvers(plain, model);
    return plain;
  };
  return new GraphExecutor({ schema, plainSchema, reader: new Reader(model, cursors), mode });
}
