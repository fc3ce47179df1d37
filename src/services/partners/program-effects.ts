import type { ProgramEdit } from "./program-edit.js";

/** What an edit touches. */
export type ProgramEffectKind =
  | "name"
  | "destination"
  | "deepLinkDomains"
  | "attributionModel"
  | "window"
  | "holdback"
  | "rules";

/** What one part of an edit changes, and for whom, in plain words. */
export interface ProgramEffect {
  kind: ProgramEffectKind;
  message: string;
  /** Partners of the program for whom something changes. */
  partnersAffected: number;
  /** Partners of the program who keep what they have. */
  partnersKeeping: number;
}

/** Whom an edit can reach. */
export interface ProgramReach {
  /** Partners with a link. */
  partners: number;
  /** Of those, with rules or a hold of their own by their newest terms. */
  partnersWithRules: number;
  partnersWithHoldback: number;
  links: number;
  linksWithDestination: number;
}

/** Tells what the values of an edit change for whom. Pure: the same edit and reach give the same words. */
export function describeProgramEdit(edit: ProgramEdit, reach: ProgramReach): ProgramEffect[] {
  const effects: ProgramEffect[] = [];
  const tell = (kind: ProgramEffectKind, message: string, partnersKeeping = 0): void => {
    effects.push({ kind, message, partnersAffected: reach.partners - partnersKeeping, partnersKeeping });
  };
  if (edit.name !== undefined) tell("name", `Everybody sees the name “${edit.name}” at once. Nothing earned changes.`);
  if (edit.destinationUrl !== undefined) {
    const following = reach.links - reach.linksWithDestination;
    tell(
      "destination",
      `${count(following, "link")} will lead to ${edit.destinationUrl}. ${count(reach.linksWithDestination, "link")} with a destination of their own stay.`,
    );
  }
  if (edit.deepLinkDomains !== undefined) {
    const domains = edit.deepLinkDomains.length === 0 ? "nowhere else" : `also to ${edit.deepLinkDomains.join(", ")}`;
    tell("deepLinkDomains", `New links may lead ${domains}. Links that exist stay as they are.`, reach.partners);
  }
  if (edit.attributionModel !== undefined) tell("attributionModel", decidedAnew("model"));
  if (edit.windowDays !== undefined) tell("window", decidedAnew("window"));
  if (edit.holdbackDays !== undefined) {
    const message = `Commissions from events recorded from now on are held for ${count(edit.holdbackDays, "day")}.`;
    tell("holdback", `${message} ${kept("hold", reach.partnersWithHoldback)}`, reach.partnersWithHoldback);
  }
  if (edit.rules !== undefined) {
    const message = "The new rules pay for events recorded from now on; commissions that exist stay as they are.";
    tell("rules", `${message} ${kept("rules", reach.partnersWithRules)}`, reach.partnersWithRules);
  }
  return effects;
}

const decidedAnew = (what: string): string =>
  `The new ${what} also counts for the past: every event of somebody who clicked a link of this program is decided ` +
  "again. What is on hold is replaced; what was approved is corrected by an adjustment.";

/** Who joined earlier works under terms that were frozen then, until somebody amends or clears them (A-COMM-10). */
function kept(what: string, partners: number): string {
  if (partners === 0) return "They reach every partner.";
  const who = partners === 1 ? "1 partner keeps" : `${partners} partners keep`;
  return `${who} the ${what} of their own terms, which were frozen when they joined or agreed with them since.`;
}

const count = (number: number, noun: string): string => `${number} ${noun}${number === 1 ? "" : "s"}`;
