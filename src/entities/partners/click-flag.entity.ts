import { Check, Column, Entity, ForeignKey, Unique } from "typeorm";

import { instant, optionalInstant } from "../instant-column.js";
import { TenantEntity } from "../tenant-entity.js";
import { Click } from "./click.entity.js";

export type ClickFlagReason = "bot" | "velocity" | "duplicate" | "manual";

/** Why a click does not earn, with its evidence. Lifted by a person, it is never raised again for the same reason. */
@Entity("click_flag")
@Unique(["organizationId", "clickId", "reason"])
@ForeignKey(() => Click, ["organizationId", "clickId"], ["organizationId", "id"])
@Check("ck_click_flag_reason", "reason in ('bot', 'velocity', 'duplicate', 'manual')")
export class ClickFlag extends TenantEntity {
  @Column("uuid") clickId!: string;
  @Column("text") reason!: ClickFlagReason;
  @Column("jsonb") evidence!: Record<string, unknown>;
  @Column(instant) flaggedAt!: Date;
  @Column(optionalInstant) liftedAt!: Date | null;
}
