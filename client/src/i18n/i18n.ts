import type account from "./en/account.json";
import type audit from "./en/audit.json";
import type changes from "./en/changes.json";
import type identity from "./en/identity.json";
import ledger from "./en/ledger.json" with { type: "json" };
import type mail from "./en/mail.json";
import type statistics from "./en/statistics.json";
import type programs from "./en/programs.json";
import type organizations from "./en/organizations.json";
import type refusals from "./en/refusals.json";
import partners from "./en/partners.json" with { type: "json" };
import shell from "./en/shell.json" with { type: "json" };
import { startTexts } from "./start-texts.js";

/** Every word that a reader sees, by the domain that says it. A further language is a folder beside `en`. */
const english = { shell, partners, ledger };

/** Those that come later, with the pages that need them. */
interface LaterTexts {
  account: typeof account;
  audit: typeof audit;
  changes: typeof changes;
  identity: typeof identity;
  mail: typeof mail;
  programs: typeof programs;
  statistics: typeof statistics;
  organizations: typeof organizations;
  refusals: typeof refusals;
}

declare module "i18next" {
  interface CustomTypeOptions {
    defaultNS: "shell";
    resources: typeof english & LaterTexts;
  }
}

export const startI18n = (): Promise<void> => startTexts(english);
