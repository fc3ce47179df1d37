import type { CommissionRule } from "../../entities/partners/commission-rule.js";
import type { AttributionModel } from "../../entities/partners/program.entity.js";
import type { ProgramDetails } from "./program.service.js";

/** What somebody wants to change of a program. Absent leaves a value. */
export interface ProgramEdit extends ProgramDetails {
  attributionModel?: AttributionModel;
  windowDays?: number;
  holdbackDays?: number;
  rules?: CommissionRule[];
}
