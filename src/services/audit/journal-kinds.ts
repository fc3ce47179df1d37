/**
 * Every kind of fact the journal knows, as `noun.pastTense`, and what it says, in one line. A test keeps
 * `docs/journal.md` in step with it. A kind is never renamed or reused: entries of it stand for ever.
 */
export const JOURNAL_KINDS = {
  "organization.created": "An organization was created.",
  "organization.changed": "An organization's name, time zone, capabilities or status changed.",
  "membership.created": "Somebody became a member of the organization.",
  "membership.roleChanged": "A member's role changed; their sessions take the new rights at their next request.",
  "membership.revoked": "A member lost their seat; their sessions ended.",
  "session.started": "Somebody signed in.",
  "session.ended": "Somebody signed out, or their session was ended.",
  "signInLink.created": "A one-time sign-in link was made.",
  "apiKey.created": "An API key was made.",
  "apiKey.revoked": "An API key was revoked.",
  "program.created": "A program was created.",
  "program.versioned": "A program's dates, holdback or rules got a new version, for events recorded afterwards.",
  "program.modelChanged": "A program's attribution model or window changed.",
  "program.changed": "A program's name, destination or allowed domains changed.",
  "partner.created": "A partner joined the organization's programs.",
  "partner.activated": "A partner accepted and became active.",
  "partner.changed": "A partner's own details changed.",
  "partner.revoked": "A partner was revoked; their sessions, keys and links stop earning.",
  "partner.reinstated": "A revoked partner was taken back, for events recorded afterwards.",
  "terms.frozen": "A program's terms were frozen for a partner.",
  "terms.amended": "A partner's terms got a new version, for events recorded afterwards.",
  "terms.cleared": "A partner's own terms ended; the program's apply.",
  "link.created": "A partner's link was made.",
  "link.changed": "A link's destination changed.",
  "click.flagged": "A click was flagged by a person; it earns nothing.",
  "click.unflagged": "A flag of a click was lifted; its events are decided again.",
  "person.identified": "A visitor was stitched to one of the organization's user ids.",
  "event.recorded": "Something happened that may earn.",
  "event.refunded": "An event was refunded, in full or in part.",
  "attribution.decided": "An event's credit was divided among its touches.",
  "commission.accrued": "A partner earned a commission; it is held.",
  "commission.approved": "A commission's hold ended; it is payable.",
  "commission.reversed": "A held commission was taken back.",
  "commission.adjusted": "An approved or paid commission was corrected by a difference.",
  "commission.rejected": "A commission was rejected by a person; it stays worth zero.",
  "import.completed": "A batch of partners, links, clicks, identities or events was imported.",
} as const satisfies Record<string, string>;

export type JournalKind = keyof typeof JOURNAL_KINDS;
