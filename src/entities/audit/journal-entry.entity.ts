import { Column, Entity, Index, PrimaryColumn } from "typeorm";

import { bigintColumn } from "../../shared/database/bigint-column.js";
import { instant } from "../instant-column.js";

/** The sealed journal: insert only. The position is the leaf's index in the organization's tree, without gaps from 0. */
@Entity("journal_entry")
@Index(["organizationId", "id"], { unique: true })
@Index(["organizationId", "kind", "position"])
@Index(["organizationId", "partnerId", "position"], { where: "partner_id is not null" })
export class JournalEntry {
  @PrimaryColumn("uuid") organizationId!: string;
  @PrimaryColumn(bigintColumn) position!: bigint;
  @Column("uuid") id!: string;
  @Column("text") kind!: string;
  @Column("bytea") bytes!: Buffer;
  @Column("bytea") leafHash!: Buffer;
  @Column("bytea") chainHash!: Buffer;
  @Column("uuid", { nullable: true }) partnerId!: string | null;
  @Column(instant) appendedAt!: Date;
  @Column(instant) sealedAt!: Date;
}
