import type { Role as StoredRole } from "../../shared/role.js";
import { graphEnum } from "../common/graph-enum.js";

export type Role = StoredRole;
export const Role = graphEnum<StoredRole>("Role", `What a member may do. No role is "at least" another one.`, {
  OWNER: "Everything, and the organization itself.",
  MAINTAINER: "Runs the technical side: members, keys, programs, the journal.",
  BILLING_ADMIN: "Money matters: sees what is earned and owed.",
  MANAGER: "Runs programs and partners.",
  EXPERT: "Works with learners; sees nothing of the partner program.",
  LEARNER: "Learns; sees nothing of the partner program.",
  SUPPORT: "Looks, and changes nothing.",
});
