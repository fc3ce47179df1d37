import { Commission } from "../../entities/partners/commission.entity.js";
import { connectionOf } from "../common/connection.js";

export const CommissionConnection = connectionOf(Commission);
export type CommissionConnection = InstanceType<typeof CommissionConnection>;
