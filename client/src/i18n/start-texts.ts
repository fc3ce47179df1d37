import i18next from "i18next";
import type { ResourceLanguage } from "i18next";
import { initReactI18next } from "react-i18next";

/** Begins with the words that a home needs at once, by their namespace; `shell` is among them. */
export async function startTexts(english: ResourceLanguage & { shell: object }): Promise<void> {
  await i18next.use(initReactI18next).init({
    lng: "en",
    fallbackLng: "en",
    resources: { en: english },
    defaultNS: "shell",
    // React escapes.
    interpolation: { escapeValue: false },
  });
}
