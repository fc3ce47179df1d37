import { TextInput } from "@mantine/core";
import { useTranslation } from "react-i18next";

import { refusalAt } from "../shell/form/use-action.js";
import type { Refusal } from "../shell/form/use-action.js";

export const COLOR_NAMES = ["primaryColor", "accentColor"] as const;
/** As they were typed. */
export type Colors = Record<(typeof COLOR_NAMES)[number], string>;

export interface ColorFieldsProps {
  colors: Colors;
  change: (changes: Partial<Colors>) => void;
  action: { refusal: Refusal | null };
}

/** An organization's two colours. */
export function ColorFields({ colors, change, action: { refusal } }: ColorFieldsProps) {
  const { t } = useTranslation("organizations");
  return (
    <>
      <TextInput
        label={t("settings.primary")}
        placeholder="#1f6feb"
        value={colors.primaryColor}
        onChange={(event) => change({ primaryColor: event.currentTarget.value })}
        error={refusalAt(refusal, "primaryColor")}
      />
      <TextInput
        label={t("settings.accent")}
        placeholder="#f59f00"
        value={colors.accentColor}
        onChange={(event) => change({ accentColor: event.currentTarget.value })}
        error={refusalAt(refusal, "accentColor")}
      />
    </>
  );
}
