import { Select } from "@mantine/core";
import { useDebouncedValue } from "@mantine/hooks";
import { useState } from "react";
import type { ReactNode } from "react";
import { useTranslation } from "react-i18next";
import { useQuery } from "urql";

import { PartnerNameDocument, PartnerNamesDocument } from "../graph/generated/graphql.js";

const ASK_AFTER_MS = 250;

export interface PartnerSelectProps {
  label: string;
  value: string | null;
  onChange: (partnerId: string | null) => void;
  error?: ReactNode;
  required?: boolean;
}

/** Chooses one partner of however many there are: the server looks for what is typed. */
export function PartnerSelect({ label, value, onChange, error, required = false }: PartnerSelectProps) {
  const { t } = useTranslation("partners");
  const [typed, setTyped] = useState("");
  const [search] = useDebouncedValue(typed, ASK_AFTER_MS);
  const [{ data: chosen }] = useQuery({ query: PartnerNameDocument, variables: { id: value ?? "" }, pause: !value });
  const chosenName = value ? chosen?.partner?.name : undefined;
  // The field shows the chosen one's name, which is no search.
  const [{ data: found }] = useQuery({
    query: PartnerNamesDocument,
    variables: { search: search === "" || search === chosenName ? null : search },
  });
  const partners = [...(found?.partners.nodes ?? [])];
  if (value && chosen?.partner && !partners.some(({ id }) => id === value)) partners.push(chosen.partner);

  return (
    <Select
      label={label}
      placeholder={required ? t("partners.choose") : t("partners.any")}
      data={partners.map(({ id, name }) => ({ value: id, label: name }))}
      // The server has searched already; names that it found by their address would be sifted out again.
      filter={({ options }) => options}
      value={value}
      onChange={onChange}
      onSearchChange={setTyped}
      searchable
      clearable={!required}
      error={error}
      withAsterisk={required}
      nothingFoundMessage={t("partners.noneOfThisName")}
      {...(required ? {} : { maw: 240 })}
    />
  );
}
