import { Select } from "@mantine/core";
import type { ReactNode } from "react";
import { useTranslation } from "react-i18next";
import { useQuery } from "urql";

import { ProgramNamesDocument } from "../../graph/generated/graphql.js";

export interface ProgramSelectProps {
  label: string;
  value: string | null;
  onChange: (programId: string | null) => void;
  error?: ReactNode;
  required?: boolean;
}

/** Chooses one program, or all of them. */
export function ProgramSelect({ label, value, onChange, error, required = false }: ProgramSelectProps) {
  const { t } = useTranslation("partners");
  const [{ data }] = useQuery({ query: ProgramNamesDocument });
  return (
    <Select
      label={label}
      placeholder={required ? t("programs.choose") : t("programs.any")}
      data={(data?.programs.nodes ?? []).map(({ id, name }) => ({ value: id, label: name }))}
      value={value}
      onChange={onChange}
      searchable
      clearable={!required}
      error={error}
      withAsterisk={required}
      {...(required ? {} : { maw: 240 })}
    />
  );
}
