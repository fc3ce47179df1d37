import { Arg, Authorized, Ctx, Mutation, Query, Resolver } from "type-graphql";

import { build } from "../../schema/common/build.js";
import { refusing } from "../../schema/common/refusing.js";
import {
  ForgetMailSettingsPayload,
  ForgetMailSettingsResult,
  MailNotSent,
  MailSettings,
  MailText,
  Outbox,
  OutboxMail,
  RETRY_MAIL_REFUSALS,
  RetryMailInput,
  RetryMailPayload,
  RetryMailResult,
  SAVE_MAIL_SETTINGS_REFUSALS,
  SEND_TEST_MAIL_REFUSALS,
  SaveMailSettingsInput,
  SaveMailSettingsPayload,
  SaveMailSettingsResult,
  SendTestMailInput,
  SendTestMailPayload,
  SendTestMailResult,
} from "../../schema/platform/mail.js";
import type { MailDeskService, MailKeeper } from "../../services/platform/mail/mail-desk.service.js";
import { OPERATOR } from "../../shared/permissions.js";
import type { GraphContext } from "../graph-context.js";

/** An operator at their own path, else the member in their organization. */
const keeperOf = (context: GraphContext): MailKeeper => context.caller.operatorOrNone ?? context.tenant;

@Resolver()
export class MailResolver {
  constructor(private readonly desk: MailDeskService) {}

  @Authorized("mail:configure", OPERATOR)
  @Query(() => MailSettings, { description: "How the installation sends mail." })
  async mailSettings(@Ctx() context: GraphContext): Promise<MailSettings> {
    return build(MailSettings, await this.desk.settings(keeperOf(context)));
  }

  @Authorized("mail:configure", OPERATOR)
  @Query(() => Outbox, { description: "Where mails wait until they are sent." })
  outbox(@Ctx() context: GraphContext): Promise<Outbox> {
    return this.describe(keeperOf(context));
  }

  @Authorized("mail:configure", OPERATOR)
  @Mutation(() => SaveMailSettingsResult, { description: "Sets up how mail leaves, for the whole installation." })
  saveMailSettings(
    @Arg("input", () => SaveMailSettingsInput, { description: "How." }) input: SaveMailSettingsInput,
    @Ctx() context: GraphContext,
  ): Promise<typeof SaveMailSettingsResult> {
    return refusing(SAVE_MAIL_SETTINGS_REFUSALS, async () =>
      build(SaveMailSettingsPayload, { settings: build(MailSettings, await this.desk.save(keeperOf(context), input)) }),
    );
  }

  @Authorized("mail:configure", OPERATOR)
  @Mutation(() => ForgetMailSettingsResult, {
    description: "Forgets what was set in the app: the environment's settings apply again. Safe to repeat.",
  })
  async forgetMailSettings(@Ctx() context: GraphContext): Promise<typeof ForgetMailSettingsResult> {
    return build(ForgetMailSettingsPayload, {
      settings: build(MailSettings, await this.desk.forget(keeperOf(context))),
    });
  }

  @Authorized("mail:configure", OPERATOR)
  @Mutation(() => SendTestMailResult, { description: "Sends a mail now, to learn whether mail can be sent." })
  sendTestMail(
    @Arg("input", () => SendTestMailInput, { description: "Where to." }) { email }: SendTestMailInput,
    @Ctx() context: GraphContext,
  ): Promise<typeof SendTestMailResult> {
    return refusing(SEND_TEST_MAIL_REFUSALS, async () => {
      const outcome = await this.desk.sendTest(keeperOf(context), email);
      switch (outcome.kind) {
        case "sent":
          return build(SendTestMailPayload, { email });
        case "notSent":
          return build(MailNotSent, { message: outcome.message, fault: outcome.fault, path: null });
      }
    });
  }

  @Authorized("mail:configure", OPERATOR)
  @Mutation(() => RetryMailResult, {
    description: "Has mail tried within two minutes that waits for its next attempt. Safe to repeat.",
  })
  retryMail(
    @Arg("input", () => RetryMailInput, { description: "Which." }) { mailId }: RetryMailInput,
    @Ctx() context: GraphContext,
  ): Promise<typeof RetryMailResult> {
    return refusing(RETRY_MAIL_REFUSALS, async () => {
      const keeper = keeperOf(context);
      await this.desk.retry(keeper, mailId ?? null);
      return build(RetryMailPayload, { outbox: await this.describe(keeper) });
    });
  }

  private async describe(keeper: MailKeeper): Promise<Outbox> {
    const mails = await this.desk.outbox(keeper);
    return build(Outbox, {
      mails: mails.map(({ content, ...mail }) =>
        build(OutboxMail, { ...mail, content: content && build(MailText, content) }),
      ),
    });
  }
}
