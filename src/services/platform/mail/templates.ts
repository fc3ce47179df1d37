import type { MailBody, MailBrand, MailContent } from "./layout.js";
import { laidOut } from "./layout.js";

/** What each mail needs to know. Names may hold anything: they become text, never markup or a header. */
export interface MailData {
  /** A way in for a member. */
  signInLink: { url: string; validMinutes: number };
  /** A way in for a partner, to one organization's portal. */
  partnerSignInLink: { url: string; validMinutes: number };
  /** To become a member. */
  invitation: {
    url: string;
    organizationName: string;
    inviterName: string | null;
    /** In words, such as "Manager". */
    role: string;
    validMinutes: number;
  };
  /** To become a partner. */
  partnerInvitation: { url: string; organizationName: string; validDays: number };
  /** To a partner who was revoked, once (S-SUP-01). */
  suspensionNotice: { organizationName: string; reason: string | null };
  /** To whom is an operator from now on. */
  operatorInvitation: { url: string; isLinkOneTime: boolean; validMinutes: number };
  /** To the owners of an organization: what has been done to it. */
  organizationStep: { organizationName: string; step: OrganizationStep; url: string };
  /** To see whether mail arrives. */
  testMail: { publicUrl: string };
}

/** What can be done to a whole organization. */
type OrganizationStep = "verify" | "suspend" | "resume" | "deactivate";

export type MailTemplate = keyof MailData;

/** What became of it, and what that means for its people. */
const STEPS: Record<OrganizationStep, { became: string; means: string; next: string }> = {
  verify: {
    became: "is verified",
    means: "It works from now on: you and everybody whom you invite can sign in.",
    next: "Nothing more is to be done.",
  },
  suspend: {
    became: "is suspended",
    means: "Nobody can sign in to it and nothing is recorded until it is resumed. Its links still lead on.",
    next: "Questions? Ask whoever runs this installation.",
  },
  resume: {
    became: "works again",
    means: "It is no longer suspended: its people can sign in, and clicks and sales are recorded again.",
    next: "What happened while it was suspended was not recorded.",
  },
  deactivate: {
    became: "has ended",
    means: "It was deactivated for good: nobody can sign in to it and nothing is recorded. Its links still lead on.",
    next: "You did not expect this? Ask the other owners, or whoever runs this installation.",
  },
};

const TEMPLATES: { [Template in MailTemplate]: (data: MailData[Template], brand: MailBrand) => MailBody } = {
  signInLink: ({ url, validMinutes }, { name }) => ({
    subject: `Sign in to ${name}`,
    heading: `Sign in to ${name}`,
    paragraphs: [`This link signs you in, once, within ${duration(validMinutes)}.`],
    action: { label: "Sign in", url },
    note: "You did not ask for it? Then nothing happens as long as nobody uses the link; you can delete this mail.",
  }),
  partnerSignInLink: ({ url, validMinutes }, { name }) => ({
    subject: `Sign in to your partner portal of ${name}`,
    heading: "Sign in to your partner portal",
    paragraphs: [`This link signs you in to what you earn with ${name}, once, within ${duration(validMinutes)}.`],
    action: { label: "Open the portal", url },
    note: "You did not ask for it? Then nothing happens as long as nobody uses the link; you can delete this mail.",
  }),
  invitation: ({ url, organizationName, inviterName, role, validMinutes }) => ({
    subject: `${inviterName ?? "Somebody"} invites you to ${organizationName}`,
    heading: `Join ${organizationName}`,
    paragraphs: [
      `${inviterName ?? "Somebody"} invites you to join ${organizationName} as ${role}.`,
      `The invitation is for this address and is valid for ${duration(validMinutes)}.`,
    ],
    action: { label: "See the invitation", url },
    note: "You do not know them? Then delete this mail: nobody joins without using the link.",
  }),
  partnerInvitation: ({ url, organizationName, validDays }) => ({
    subject: `Become a partner of ${organizationName}`,
    heading: `Become a partner of ${organizationName}`,
    paragraphs: [
      `${organizationName} invites you to its partner program. Your portal shows your links, every click and what you earn.`,
      `The link works once, within ${duration(validDays * MINUTES_OF_DAY)}.`,
    ],
    action: { label: "Open your portal", url },
    note: "You do not know them? Then delete this mail: nothing begins without using the link.",
  }),
  suspensionNotice: ({ organizationName, reason }) => ({
    subject: `Your partnership with ${organizationName} has ended`,
    heading: "Your partnership has ended",
    paragraphs: [
      `${organizationName} has ended your partnership. Your links lead on and no longer earn, and your access to the portal is closed.`,
      "What you have earned before stays yours and is settled as agreed.",
      ...(reason === null ? [] : [`${organizationName} says:`]),
    ],
    quote: reason,
    note: `Questions? Ask ${organizationName}.`,
  }),
  operatorInvitation: ({ url, isLinkOneTime, validMinutes }, { name }) => ({
    subject: `You are an operator of ${name}`,
    heading: `You are an operator of ${name}`,
    paragraphs: [
      "From now on you may look after every organization of this installation.",
      isLinkOneTime
        ? `The link opens the console once, within ${duration(validMinutes)}.`
        : "Sign in at the console with your identity provider, as you do elsewhere.",
    ],
    action: { label: "Open the console", url },
    note: "You do not know what this is? Then answer whoever runs this installation, and do not open the link.",
  }),
  organizationStep: ({ organizationName, step, url }) => {
    const { became, means, next } = STEPS[step];
    return {
      subject: `${organizationName} ${became}`,
      heading: `${organizationName} ${became}`,
      paragraphs: [means],
      // Where nobody is let in there is nothing to open.
      ...((step === "verify" || step === "resume") && { action: { label: "Open it", url } }),
      note: `${next} You get this as an owner; under Preferences you choose where news goes.`,
    };
  },
  testMail: ({ publicUrl }) => ({
    subject: "A test mail",
    heading: "Mail works",
    paragraphs: [`This is the test mail that somebody asked for at ${publicUrl}.`],
    note: "Nothing is to be done.",
  }),
};

/** Makes a mail of a template, in somebody's name and colours. */
export const rendered = <Template extends MailTemplate>(
  template: Template,
  data: MailData[Template],
  brand: MailBrand,
): MailContent => laidOut(TEMPLATES[template](data, brand), brand);

const MINUTES_OF_HOUR = 60;
const MINUTES_OF_DAY = 1_440;

function duration(minutes: number): string {
  const [count, unit] =
    minutes >= 2 * MINUTES_OF_DAY
      ? [Math.floor(minutes / MINUTES_OF_DAY), "day"]
      : minutes >= MINUTES_OF_HOUR
        ? [Math.floor(minutes / MINUTES_OF_HOUR), "hour"]
        : [minutes, "minute"];
  return `${count} ${unit}${count === 1 ? "" : "s"}`;
}
