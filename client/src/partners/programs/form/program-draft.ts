import type { AttributionModel, EditProgramInput, ProgramFieldsFragment } from "../../../graph/generated/graphql.js";
import { draftOf, inputOf, isSameRules, NEW_RULE } from "./rule-draft.js";
import type { RuleDraft } from "./rule-draft.js";

/** A program while somebody writes it. */
export interface ProgramDraft {
  name: string;
  destinationUrl: string;
  attributionModel: AttributionModel;
  windowDays: string;
  holdbackDays: string;
  rules: RuleDraft[];
  deepLinkDomains: string[];
}

export const NEW_PROGRAM: ProgramDraft = {
  name: "",
  destinationUrl: "https://",
  attributionModel: "LAST_CLICK",
  windowDays: "30",
  holdbackDays: "14",
  rules: [NEW_RULE],
  deepLinkDomains: [],
};

export function programDraftOf(program: ProgramFieldsFragment): ProgramDraft {
  return {
    name: program.name,
    destinationUrl: program.destinationUrl,
    attributionModel: program.attributionModel,
    windowDays: String(program.windowDays),
    holdbackDays: String(program.holdbackDays),
    rules: program.rules.map(draftOf),
    deepLinkDomains: [...program.deepLinkDomains],
  };
}

/** What `createProgram` takes of it. */
export function programInputOf(draft: ProgramDraft) {
  return {
    name: draft.name,
    destinationUrl: draft.destinationUrl,
    attributionModel: draft.attributionModel,
    windowDays: Number(draft.windowDays),
    holdbackDays: Number(draft.holdbackDays),
    rules: draft.rules.map(inputOf),
    deepLinkDomains: draft.deepLinkDomains,
  };
}

/** Only what differs: an edit leaves alone what nobody touched. Null when nothing does. */
export function editOf(program: ProgramFieldsFragment, draft: ProgramDraft): EditProgramInput | null {
  const before = programDraftOf(program);
  const whole = programInputOf(draft);
  const edit: EditProgramInput = {
    programId: program.id,
    ...(draft.name === before.name ? {} : { name: whole.name }),
    ...(draft.destinationUrl === before.destinationUrl ? {} : { destinationUrl: whole.destinationUrl }),
    ...(draft.attributionModel === before.attributionModel ? {} : { attributionModel: whole.attributionModel }),
    ...(draft.windowDays === before.windowDays ? {} : { windowDays: whole.windowDays }),
    ...(draft.holdbackDays === before.holdbackDays ? {} : { holdbackDays: whole.holdbackDays }),
    ...(isSameRules(draft.rules, before.rules) ? {} : { rules: whole.rules }),
    ...(draft.deepLinkDomains.join(" ") === before.deepLinkDomains.join(" ")
      ? {}
      : { deepLinkDomains: whole.deepLinkDomains }),
  };
  return Object.keys(edit).length > 1 ? edit : null;
}
