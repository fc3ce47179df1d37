import i18next from "i18next";

/** Adds the words of pages that not everybody opens; they come with the pages' own code. */
export function addTexts(namespace: string, texts: Readonly<Record<string, unknown>>): void {
  i18next.addResourceBundle("en", namespace, texts);
}
