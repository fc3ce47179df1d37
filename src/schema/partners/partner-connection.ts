import { Partner } from "../../entities/partners/partner.entity.js";
import { connectionOf } from "../common/connection.js";

export const PartnerConnection = connectionOf(Partner);
export type PartnerConnection = InstanceType<typeof PartnerConnection>;
