import { Field, ID, InputType, Int, ObjectType, createUnionType } from "type-graphql";

import type { MailTransportKind, SmtpSecurity as StoredSecurity } from "../../entities/platform/mail-setting.entity.js";
import type { MailStatus as StoredStatus } from "../../entities/platform/mail.entity.js";
import type { MailFault as Fault } from "../../services/platform/mail/mail-transport.js";
import type { MailSource as Source } from "../../services/platform/mail/mail-settings.service.js";
import { DateTime } from "../common/date-time.js";
import { FieldInvalid } from "../common/field-invalid.js";
import { graphEnum } from "../common/graph-enum.js";
import { UserError } from "../common/user-error.js";

const MailTransport = graphEnum<MailTransportKind>("MailTransport", "How mail leaves.", {
  smtp: "By SMTP.",
  postmark: "By Postmark's API.",
  outbox: "Not at all: it waits.",
});

const MailSource = graphEnum<Source>("MailSource", "Where the settings of mail come from.", {
  app: "They were set in the app.",
  environment: "The environment sets them.",
  none: "There are none.",
});

const SmtpSecurity = graphEnum<StoredSecurity>("SmtpSecurity", "How a connection to a mail server is encrypted.", {
  tls: "From the first byte.",
  starttls: "With STARTTLS, or nothing is sent.",
  none: "Not: for a relay on the same machine or network.",
});

const MailFault = graphEnum<Fault>("MailFault", "What has to be looked at where a mail is not taken.", {
  host: "The mail server's name: there is none of it.",
  port: "The port, or the name: nothing answers there as a mail server does.",
  security: "How the connection is encrypted, or the server's certificate.",
  credential: "The name to sign in with, or its password or token.",
  fromAddress: "Whom mail comes from: the server does not send for that address.",
  recipient: "To whom it goes.",
});

const MailStatus = graphEnum<StoredStatus>("MailStatus", "What has become of a mail.", {
  waiting: "It is sent when its time comes.",
  sent: "The mail server has taken it.",
  failed: "It was refused for good, or too often.",
  expired: "Its link ended before it could be sent.",
});

@ObjectType({
  simpleResolvers: true,
  description: "How the installation sends mail. Passwords and tokens are never shown.",
})
export class MailSettings {
  @Field(() => MailSource, { description: "Where they come from." })
  source!: Source;

  @Field(() => MailTransport, { description: "How mail leaves." })
  transport!: MailTransportKind;

  @Field(() => String, { nullable: true, description: "The mail server's name or address." })
  host!: string | null;

  @Field(() => Int, { nullable: true, description: "Its port." })
  port!: number | null;

  @Field(() => SmtpSecurity, { nullable: true, description: "How the connection is encrypted." })
  security!: StoredSecurity | null;

  @Field(() => String, { nullable: true, description: "The name to sign in with; null where nobody signs in." })
  username!: string | null;

  @Field(() => Boolean, { description: "Whether a password or token is kept." })
  hasCredential!: boolean;

  @Field(() => String, { nullable: true, description: "Whom mail comes from." })
  fromAddress!: string | null;

  @Field(() => String, { nullable: true, description: "The sender's name, behind the organization's." })
  fromName!: string | null;
}

@ObjectType({ simpleResolvers: true, description: "What a mail says." })
export class MailText {
  @Field(() => String, { description: "The address that it goes to." })
  to!: string;

  @Field(() => String, { description: "Its subject." })
  subject!: string;

  @Field(() => String, { description: "Its plain part." })
  text!: string;
}

@ObjectType({ simpleResolvers: true, description: "A mail of the outbox." })
export class OutboxMail {
  @Field(() => ID, { description: "Also in its Message-ID." })
  id!: string;

  @Field(() => String, { description: "What kind of mail it is." })
  template!: string;

  @Field(() => MailStatus, { description: "What has become of it." })
  status!: StoredStatus;

  @Field(() => Int, { description: "How often it was tried." })
  attempts!: number;

  @Field(() => DateTime, { description: "When the change was made that it tells of." })
  createdAt!: Date;

  @Field(() => DateTime, { description: "When it is tried next, while it waits." })
  nextAttemptAt!: Date;

  @Field(() => DateTime, { nullable: true, description: "When it was sent." })
  sentAt!: Date | null;

  @Field(() => String, { nullable: true, description: "What the last attempt was answered, without any address." })
  failure!: string | null;

  @Field(() => MailText, {
    nullable: true,
    description: "What it says, only in an installation that sends nothing and whose links lead to its own machine.",
  })
  content!: MailText | null;
}

@ObjectType({ simpleResolvers: true, description: "Where mails wait until they are sent." })
export class Outbox {
  @Field(() => [OutboxMail], { description: "The newest, at most a hundred." })
  mails!: OutboxMail[];
}

@InputType({ description: "How mail is to leave." })
export class SaveMailSettingsInput {
  @Field(() => MailTransport, { description: "By what." })
  transport!: MailTransportKind;

  @Field(() => String, { nullable: true, description: "SMTP: the mail server's name or address." })
  host?: string | null;

  @Field(() => Int, { nullable: true, description: "SMTP: its port; absent: 587." })
  port?: number | null;

  @Field(() => SmtpSecurity, { nullable: true, description: "SMTP: absent: TLS on port 465, else STARTTLS." })
  security?: StoredSecurity | null;

  @Field(() => String, { nullable: true, description: "SMTP: the name to sign in with; absent: nobody signs in." })
  username?: string | null;

  @Field(() => String, {
    nullable: true,
    description:
      "The password of SMTP or the server's token of Postmark. Absent or empty: the one that is kept, if it is for the same server.",
  })
  credential?: string | null;

  @Field(() => String, { nullable: true, description: "Whom mail comes from. Needed unless it only waits." })
  fromAddress?: string | null;

  @Field(() => String, { nullable: true, description: "The sender's name, behind the organization's." })
  fromName?: string | null;
}

@ObjectType({ simpleResolvers: true, description: "Saved: the next mail leaves like this." })
export class SaveMailSettingsPayload {
  @Field(() => MailSettings, { description: "The settings as they are now." })
  settings!: MailSettings;
}

export const SAVE_MAIL_SETTINGS_REFUSALS = {
  host_invalid: FieldInvalid,
  port_invalid: FieldInvalid,
  username_invalid: FieldInvalid,
  credential_invalid: FieldInvalid,
  credential_not_kept: FieldInvalid,
  email_invalid: FieldInvalid,
} as const;

export const SaveMailSettingsResult = createUnionType({
  name: "SaveMailSettingsResult",
  description: "The outcome of setting up mail.",
  types: () => [SaveMailSettingsPayload, FieldInvalid] as const,
});

@ObjectType({ simpleResolvers: true, description: "Forgotten: what the environment says applies." })
export class ForgetMailSettingsPayload {
  @Field(() => MailSettings, { description: "The settings as they are now." })
  settings!: MailSettings;
}

export const ForgetMailSettingsResult = createUnionType({
  name: "ForgetMailSettingsResult",
  description: "The outcome of forgetting what was set in the app.",
  types: () => [ForgetMailSettingsPayload] as const,
});

@InputType({ description: "Where a test mail goes." })
export class SendTestMailInput {
  @Field(() => String, { description: "The address." })
  email!: string;
}

@ObjectType({ simpleResolvers: true, description: "The mail server has taken it." })
export class SendTestMailPayload {
  @Field(() => String, { description: "The address that it went to." })
  email!: string;
}

@ObjectType({
  implements: UserError,
  simpleResolvers: true,
  description: "The mail was not taken; the message says what the server answered.",
})
export class MailNotSent extends UserError {
  override code = "MAIL_NOT_SENT";

  @Field(() => MailFault, { nullable: true, description: "What has to be looked at; null where nobody can tell." })
  fault!: Fault | null;
}

export const SEND_TEST_MAIL_REFUSALS = { email_invalid: FieldInvalid } as const;

export const SendTestMailResult = createUnionType({
  name: "SendTestMailResult",
  description: "The outcome of sending a test mail.",
  types: () => [SendTestMailPayload, MailNotSent, FieldInvalid] as const,
});

@InputType({ description: "Which mail to try again." })
export class RetryMailInput {
  @Field(() => ID, { nullable: true, description: "One that waits; absent: all that do." })
  mailId?: string | null;
}

@ObjectType({ simpleResolvers: true, description: "It is tried within two minutes." })
export class RetryMailPayload {
  @Field(() => Outbox, { description: "The outbox as it is now." })
  outbox!: Outbox;
}

@ObjectType({
  implements: UserError,
  simpleResolvers: true,
  description: "The mail was sent or given up meanwhile; what it said is gone.",
})
export class MailNotWaiting extends UserError {
  override code = "MAIL_NOT_WAITING";
}

export const RETRY_MAIL_REFUSALS = { mail_not_waiting: MailNotWaiting } as const;

export const RetryMailResult = createUnionType({
  name: "RetryMailResult",
  description: "The outcome of trying mail again.",
  types: () => [RetryMailPayload, MailNotWaiting] as const,
});
