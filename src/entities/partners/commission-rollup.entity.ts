import { Check, Column, Entity, Index, PrimaryColumn } from "typeorm";

import { bigintColumn } from "../../shared/database/bigint-column.js";
import { instant } from "../instant-column.js";
import type { CommissionStatus } from "./commission.entity.js";

/**
 * Whose commissions: a day's of a program, a day's by partner and link, each commission shared among its clicks' links, or a
 * whole month's by partner and link.
 */
export type RollupScope = "program" | "link" | "month";

/** A sum over the commissions of one kind in a day or month. Derived from them, and at any time to be made again. */
@Entity("commission_rollup")
@Index(["organizationId", "partnerId", "startsAt"], { where: "partner_id <> '00000000-0000-0000-0000-000000000000'" })
@Check("ck_commission_rollup_scope", "scope in ('program', 'link', 'month')")
export class CommissionRollup {
  @PrimaryColumn("uuid") organizationId!: string;
  @PrimaryColumn("text") scope!: RollupScope;
  /** The day's or month's beginning. */
  @PrimaryColumn(instant) startsAt!: Date;
  @PrimaryColumn("uuid") programId!: string;
  @PrimaryColumn("text") currency!: string;
  @PrimaryColumn("text") status!: CommissionStatus;
  /** All zeros: of every partner. */
  @PrimaryColumn("uuid") partnerId!: string;
  /** All zeros: of every link, or of none. */
  @PrimaryColumn("uuid") linkId!: string;
  /** Commissions; of several links only the last one's counts. */
  @Column(bigintColumn) conversions!: bigint;
  /** Sums in minor units: they may be larger than any one amount. */
  @Column("numeric") amountMinor!: string;
  @Column("numeric") adjustedMinor!: string;
  /** When one of the commissions last changed. */
  @Column(instant) updatedAt!: Date;
}
