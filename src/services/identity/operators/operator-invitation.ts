import type { OperatorContext } from "../../../shared/operator-context.js";
import type { MailService } from "../../platform/mail/mail.service.js";
import type { InstallationIssuer } from "./installation-issuer.js";
import type { OperatorPerson, OperatorService } from "./operator.service.js";
import type { TrustedIssuers } from "./trusted-issuers.js";

const INVITED_MINUTES = 1440;

export interface InvitedOperator {
  person: OperatorPerson;
  /** For the inviting operator to hand over. */
  link: string;
  /** Whether whoever has the link is let in by it, once. */
  isLinkOneTime: boolean;
}

/** How a new operator gets in: by a link of ours, or by signing in at the identity provider. Never both, never neither. */
export class OperatorInvitation {
  constructor(
    private readonly operators: OperatorService,
    private readonly issuers: TrustedIssuers,
    private readonly issuer: InstallationIssuer,
    private readonly mail: MailService,
    private readonly audience: string,
    private readonly publicUrl: () => string,
  ) {}

  /**
   * Makes somebody an operator and mails them how they come in. The link that they get is the one that is given back: it
   * serves once, so whoever comes second learns that somebody was there before.
   */
  async invite(operator: OperatorContext, given: { email: string; name: string }): Promise<InvitedOperator> {
    return operator.onPlatform(async (ctx) => {
      const person = await this.operators.addIn(ctx, given);
      const isLinkOneTime = this.issuers.isOwn;
      const link = isLinkOneTime ? await this.oneTimeLink(person, ctx.clock.now()) : this.console;
      const data = { url: link, isLinkOneTime, validMinutes: INVITED_MINUTES };
      // Of no organization: the platform is none.
      await this.mail.send(ctx.open, {
        to: person.email,
        template: "operatorInvitation",
        data,
        validMinutes: INVITED_MINUTES,
      });
      return { person, link, isLinkOneTime };
    });
  }

  private async oneTimeLink(person: OperatorPerson, now: Date): Promise<string> {
    const token = await this.issuer.mint(person, this.audience, now, INVITED_MINUTES);
    return `${this.console}/sign-in#token=${token}`;
  }

  private get console(): string {
    return `${this.publicUrl()}/operator`;
  }
}
