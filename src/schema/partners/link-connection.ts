import { Link } from "../../entities/partners/link.entity.js";
import { connectionOf } from "../common/connection.js";

export const LinkConnection = connectionOf(Link);
export type LinkConnection = InstanceType<typeof LinkConnection>;
