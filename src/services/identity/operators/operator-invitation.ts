import type { OperatorContext } from "../../../shared/operator-context.js";
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
    private readonly audience: string,
    private readonly publicUrl: () => string,
  ) {}

  async invite(operator: OperatorContext, given: { email: string; name: string }): Promise<InvitedOperator> {
    const person = await this.operators.add(operator, given);
    const console = `${this.publicUrl()}/operator`;
    if (!this.issuers.isOwn) return { person, link: console, isLinkOneTime: false };
    const token = await this.issuer.mint(person, this.audience, operator.clock.now(), INVITED_MINUTES);
    return { person, link: `${console}/sign-in#token=${token}`, isLinkOneTime: true };
  }
}
