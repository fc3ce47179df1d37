import { Check, Column, Entity, ForeignKey, Index, PrimaryColumn } from "typeorm";

import { instant, optionalInstant } from "../instant-column.js";
import { Organization } from "../organizations/organization.entity.js";

export type MailStatus = "waiting" | "sent" | "failed" | "expired";

/**
 * A mail on its way: written with the change that it tells of, sent after that has committed. To whom it goes and what it
 * says is sealed, because it holds links; once it is sent, or never will be, that is gone.
 */
@Entity("mail")
@ForeignKey(() => Organization, ["organizationId"], ["id"])
@Check("ck_mail_status", "status in ('waiting', 'sent', 'failed', 'expired')")
@Check("ck_mail_content", "(content is not null) = (status = 'waiting')")
@Index(["nextAttemptAt"], { where: "status = 'waiting'" })
@Index(["createdAt"])
export class Mail {
  @PrimaryColumn("uuid") id!: string;
  /** In whose name it speaks; null for a mail about a person and no organization. */
  @Column("uuid", { nullable: true }) organizationId!: string | null;
  @Column("text") template!: string;
  @Column("bytea", { nullable: true }) content!: Buffer | null;
  @Column("text", { default: "waiting" }) status!: MailStatus;
  @Column("int", { default: 0 }) attempts!: number;
  @Column(instant) createdAt!: Date;
  @Column(instant) nextAttemptAt!: Date;
  /** Exclusive: a link that no longer works is not sent. */
  @Column(instant) sendUntil!: Date;
  @Column(optionalInstant) sentAt!: Date | null;
  /** What the last attempt was answered, without any address. */
  @Column("text", { nullable: true }) failure!: string | null;
}
