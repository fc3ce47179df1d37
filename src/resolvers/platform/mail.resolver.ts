import { Arg, Authorized, Ctx, Mutation, Query, Resolver } from "type-graphql";

import { build } from "../../schema/common/build.js";
import { refusing } from "../../schema/common/refusing.js";
import {
  ForgetMailSettingsPayload,
  ForgetMailSettingsResult,
  MailSettings,
  MailText,
  Outbox,
  OutboxMail,
  SAVE_MAIL_SETTINGS_REFUSALS,
  SEND_TEST_MAIL_REFUSALS,
  SaveMailSettingsInput,
  SaveMailSettingsPayload,
  SaveMailSettingsResult,
  SendTestMailInput,
  SendTestMailPayload,
  SendTestMailResult,
} from "../../schema/platform/mail.js";
import type { MailDeskService } from "../../services/platform/mail/mail-desk.service.js";
import type { TenantContext } from "../../shared/tenant-context.js";

@Resolver()
export class MailResolver {
  constructor(private readonly desk: MailDeskService) {}

  @Authorized("mail:configure")
  @Query(() => MailSettings, { description: "How the installation sends mail." })
  async mailSettings(@Ctx("tenant") ctx: TenantContext): Promise<MailSettings> {
    return build(MailSettings, await this.desk.settings(ctx));
  }

  @Authorized("mail:configure")
  @Query(() => Outbox, { description: "Where mails wait until they are sent." })
  async outbox(@Ctx("tenant") ctx: TenantContext): Promise<Outbox> {
    const mails = await this.desk.outbox(ctx);
    return build(Outbox, {
      mails: mails.map(({ content, ...mail }) =>
        build(OutboxMail, { ...mail, content: content && build(MailText, content) }),
      ),
    });
  }

  @Authorized("mail:configure")
  @Mutation(() => SaveMailSettingsResult, { description: "Sets up how mail leaves, for the whole installation." })
  saveMailSettings(
    @Arg("input", () => SaveMailSettingsInput, { description: "How." }) input: SaveMailSettingsInput,
    @Ctx("tenant") ctx: TenantContext,
  ): Promise<typeof SaveMailSettingsResult> {
    return refusing(SAVE_MAIL_SETTINGS_REFUSALS, async () =>
      build(SaveMailSettingsPayload, { settings: build(MailSettings, await this.desk.save(ctx, input)) }),
    );
  }

  @Authorized("mail:configure")
  @Mutation(() => ForgetMailSettingsResult, {
    description: "Forgets what was set in the app: the environment's settings apply again. Safe to repeat.",
  })
  async forgetMailSettings(@Ctx("tenant") ctx: TenantContext): Promise<typeof ForgetMailSettingsResult> {
    return build(ForgetMailSettingsPayload, { settings: build(MailSettings, await this.desk.forget(ctx)) });
  }

  @Authorized("mail:configure")
  @Mutation(() => SendTestMailResult, { description: "Sends a mail now, to learn whether mail can be sent." })
  sendTestMail(
    @Arg("input", () => SendTestMailInput, { description: "Where to." }) { email }: SendTestMailInput,
    @Ctx("tenant") ctx: TenantContext,
  ): Promise<typeof SendTestMailResult> {
    return refusing(SEND_TEST_MAIL_REFUSALS, async () => {
      await this.desk.sendTest(ctx, email);
      return build(SendTestMailPayload, { email });
    });
  }
}
