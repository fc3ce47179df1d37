import { ArgsType } from "type-graphql";

import { ProgramVersion } from "../../entities/partners/program-version.entity.js";
import { listConnectionOf } from "../common/connection.js";
import { OrderedPageArgs } from "../common/page-args.js";
import { listOf, newestOrOldest } from "../read/list.js";

export const ProgramVersionConnection = listConnectionOf("ProgramVersion", () => ProgramVersion);
export type ProgramVersionConnection = InstanceType<typeof ProgramVersionConnection>;

@ArgsType()
export class ProgramVersionListArgs extends OrderedPageArgs {}

/** A program's versions. */
export const PROGRAM_VERSIONS = listOf({
  name: "programVersions",
  entity: () => ProgramVersion,
  needs: ["program:write"],
  connection: ProgramVersionConnection,
  args: ProgramVersionListArgs,
  orders: newestOrOldest("recordedAt"),
  filters: {},
});
