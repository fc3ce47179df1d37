import { ArgsType } from "type-graphql";

import { Program } from "../../entities/partners/program.entity.js";
import { listConnectionOf } from "../common/connection.js";
import { OrderedPageArgs } from "../common/page-args.js";
import { listOf, oldestOrNewest } from "../read/list.js";

export const ProgramConnection = listConnectionOf("Program", () => Program);
export type ProgramConnection = InstanceType<typeof ProgramConnection>;

@ArgsType()
export class ProgramListArgs extends OrderedPageArgs {}

/** Programs. A partner sees those that they have a link to. */
export const PROGRAMS = listOf({
  name: "programs",
  entity: () => Program,
  needs: ["program:read"],
  connection: ProgramConnection,
  args: ProgramListArgs,
  orders: oldestOrNewest("createdAt"),
  filters: {},
});
