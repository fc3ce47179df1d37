import { Column, Entity, PrimaryColumn } from "typeorm";

/** What an auditor wants beside an entry (address, user agent). The entry holds only a salted commitment to it; erasure empties this. */
@Entity("journal_origin")
export class JournalOrigin {
  @PrimaryColumn("uuid") organizationId!: string;
  @PrimaryColumn("uuid") entryId!: string;
  @Column("bytea", { nullable: true }) salt!: Buffer | null;
  @Column("jsonb", { nullable: true }) value!: Record<string, unknown> | null;
}
