import { Select } from "@mantine/core";
import { useTranslation } from "react-i18next";
import { useQuery } from "urql";

import { PartnerNamesDocument } from "../graph/generated/graphql.js";

export interface PartnerSelectProps {
  label: string;
  value: string | null;
  onChange: (partnerId: string | null) => void;
}

/** Chooses one partner, or all of them. */
export function PartnerSelect({ label, value, onChange }: PartnerSelectProps) {
  const { t } = useTranslation("partners");
  const [{ data }] = useQuery({ query: PartnerNamesDocument });
  const names = (data?.partners.nodes ?? []).map(({ id, name }) => ({ value: id, label: name }));
  return (
    <Select
      label={label}
      placeholder={t("partners.any")}
      data={names}
      value={value}
      onChange={onChange}
      searchable
      clearable
      nothingFoundMessage={t("partners.noneOfThisName")}
      maw={240}
    />
  );
}
