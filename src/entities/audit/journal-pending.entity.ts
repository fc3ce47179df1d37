import { Column, Entity, Index } from "typeorm";

import { bigintColumn } from "../../shared/database/bigint-column.js";
import { instant } from "../instant-column.js";
import { TenantEntity } from "../tenant-entity.js";

/** A committed fact on its way into the journal. Ordered by a database sequence, never by clocks. */
@Entity("journal_pending")
@Index(["organizationId", "sequence"])
export class JournalPending extends TenantEntity {
  @Column({ ...bigintColumn, default: () => "nextval('journal_sequence')" }) sequence!: bigint;
  @Column("text") kind!: string;
  /** Canonical JSON (RFC 8785) in UTF-8: what the leaf hash covers. */
  @Column("bytea") bytes!: Buffer;
  /** Keyed digest of the bytes, made in the transaction that appended them. */
  @Column("bytea") digest!: Buffer;
  /** Whom the entry concerns, for routing; also inside the bytes. */
  @Column("uuid", { nullable: true }) partnerId!: string | null;
  @Column(instant) appendedAt!: Date;
}
