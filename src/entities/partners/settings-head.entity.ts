import { Column, Entity, ForeignKey, PrimaryColumn } from "typeorm";

import { bigintColumn } from "../../shared/database/bigint-column.js";
import { Organization } from "../organizations/organization.entity.js";

/**
 * Counts an organization's changes of settings. A change raises it and stamps itself `knownFrom`; an event keeps the
 * revision that it was recorded under. So "as known when the event was recorded" is exact, without a lock.
 */
@Entity("settings_head")
@ForeignKey(() => Organization, ["organizationId"], ["id"])
export class SettingsHead {
  @PrimaryColumn("uuid") organizationId!: string;
  @Column({ ...bigintColumn, default: 0 }) revision!: bigint;
}
