import { TextInput } from "@mantine/core";
import { useTranslation } from "react-i18next";

import { refusalAt } from "../../shell/form/use-action.js";

export interface LinkKeyFieldProps {
  value: string;
  onChange: (key: string) => void;
  refusal: Parameters<typeof refusalAt>[0];
}

/** The last part of a link's address, for whoever wants to choose it. */
export function LinkKeyField({ value, onChange, refusal }: LinkKeyFieldProps) {
  const { t } = useTranslation("changes");
  return (
    <TextInput
      label={t("link.key")}
      description={t("link.keyHint")}
      value={value}
      onChange={(event) => onChange(event.currentTarget.value)}
      error={refusalAt(refusal, "key")}
    />
  );
}
