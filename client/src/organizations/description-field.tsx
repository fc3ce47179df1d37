import { Textarea } from "@mantine/core";
import { useTranslation } from "react-i18next";

import { refusalAt } from "../shell/form/use-action.js";
import type { Refusal } from "../shell/form/use-action.js";

interface DescriptionFieldProps {
  description: string;
  change: (changes: { description: string }) => void;
  action: { refusal: Refusal | null };
}

/** What an organization says of itself. */
export function DescriptionField({ description, change, action: { refusal } }: DescriptionFieldProps) {
  const { t } = useTranslation("organizations");
  return (
    <Textarea
      label={t("settings.description")}
      autosize
      minRows={2}
      maxRows={8}
      value={description}
      onChange={(event) => change({ description: event.currentTarget.value })}
      error={refusalAt(refusal, "description")}
    />
  );
}
