import { Column, Entity, PrimaryColumn } from "typeorm";

import { bigintColumn } from "../../shared/database/bigint-column.js";

/** Where an organization's journal ends. Sealers lock this row, one after another. */
@Entity("journal_head")
export class JournalHead {
  @PrimaryColumn("uuid") organizationId!: string;
  /** How many entries are sealed: the next one's position. */
  @Column({ ...bigintColumn, default: 0 }) size!: bigint;
  @Column("bytea") chainHash!: Buffer;
}
