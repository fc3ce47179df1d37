import { Program } from "../../entities/partners/program.entity.js";
import { connectionOf } from "../common/connection.js";

export const ProgramConnection = connectionOf(Program);
export type ProgramConnection = InstanceType<typeof ProgramConnection>;
