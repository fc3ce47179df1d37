import type mail from "../src/i18n/en/mail.json";
import type refusals from "../src/i18n/en/refusals.json";
import shell from "../src/i18n/en/shell.json" with { type: "json" };
import { startTexts } from "../src/i18n/start-texts.js";
import operating from "./en.json" with { type: "json" };

/** The console's words, and those of what it shares with the other homes. */
const english = { shell, operating };

/** What comes when it is wanted: with a page, or with a refusal that says what can be done about it. */
interface LaterTexts {
  mail: typeof mail;
  refusals: typeof refusals;
}

declare module "i18next" {
  interface CustomTypeOptions {
    defaultNS: "shell";
    resources: typeof english & LaterTexts;
  }
}

export const startConsoleTexts = (): Promise<void> => startTexts(english);
