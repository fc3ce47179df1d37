import i18next from "i18next";
import { initReactI18next } from "react-i18next";

import audit from "./en/audit.json" with { type: "json" };
import identity from "./en/identity.json" with { type: "json" };
import ledger from "./en/ledger.json" with { type: "json" };
import partners from "./en/partners.json" with { type: "json" };
import shell from "./en/shell.json" with { type: "json" };

/** Every word that a reader sees, by the domain that says it. A further language is a folder beside `en`. */
const english = { shell, identity, partners, ledger, audit };

declare module "i18next" {
  interface CustomTypeOptions {
    defaultNS: "shell";
    resources: typeof english;
  }
}

export async function startI18n(): Promise<void> {
  await i18next.use(initReactI18next).init({
    lng: "en",
    fallbackLng: "en",
    resources: { en: english },
    defaultNS: "shell",
    // React escapes.
    interpolation: { escapeValue: false },
  });
}
