import { Check, Column, Entity, PrimaryColumn } from "typeorm";

import { instant } from "../instant-column.js";

export type MailTransportKind = "smtp" | "postmark" | "outbox";
export type SmtpSecurity = "tls" | "starttls" | "none";

/** How the installation sends mail, as set in the app: one row or none. The secret is sealed. */
@Entity("mail_setting")
@Check("ck_mail_setting_id", "id = 'installation'")
@Check("ck_mail_setting_transport", "transport in ('smtp', 'postmark', 'outbox')")
@Check("ck_mail_setting_security", "security in ('tls', 'starttls', 'none')")
export class MailSetting {
  @PrimaryColumn("text") id!: "installation";
  @Column("text") transport!: MailTransportKind;
  @Column("text", { nullable: true }) host!: string | null;
  @Column("int", { nullable: true }) port!: number | null;
  @Column("text", { nullable: true }) security!: SmtpSecurity | null;
  @Column("text", { nullable: true }) username!: string | null;
  /** The SMTP password or Postmark's server token: base64 of IV, tag and ciphertext. */
  @Column("text", { nullable: true }) secret!: string | null;
  @Column("text", { nullable: true }) fromAddress!: string | null;
  @Column("text", { nullable: true }) fromName!: string | null;
  @Column(instant) changedAt!: Date;
}
