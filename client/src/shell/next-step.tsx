import "../i18n/refusals.js";

import { Text } from "@mantine/core";
import { useTranslation } from "react-i18next";

/** What somebody can do about a refusal, by its code; nothing for one that we do not know. */
export function NextStep({ code }: { code: string }) {
  const { t, i18n } = useTranslation("refusals");
  const key = code.toUpperCase();
  // The server may be newer than the page.
  return i18n.exists(key, { ns: "refusals" }) ? <Text inherit>{t(key as "NOT_FOUND")}</Text> : null;
}
