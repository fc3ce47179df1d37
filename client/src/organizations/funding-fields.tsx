import { NativeSelect, TextInput } from "@mantine/core";
import { useTranslation } from "react-i18next";

import type { FundingMode } from "../graph/generated/graphql.js";
import { refusalAt } from "../shell/form/use-action.js";
import type { Refusal } from "../shell/form/use-action.js";

/** Every way; one that the graph gains fails the type check here. */
const FUNDINGS: Record<FundingMode, true> = { PERSONAL: true, WALLET: true, INVOICE: true, LICENSE: true };
const FUNDING_NAMES = Object.keys(FUNDINGS) as FundingMode[];

export interface Funding {
  fundingMode: FundingMode;
  /** As it was typed. */
  currency: string;
}

/** What is sent of it. */
export const fundingInput = ({ fundingMode, currency }: Funding): Funding => ({
  fundingMode,
  currency: currency.trim().toUpperCase(),
});

export interface FundingFieldsProps {
  funding: Funding;
  change: (changes: Partial<Funding>) => void;
  action: { refusal: Refusal | null };
}

/** How an organization pays. */
export function FundingFields({ funding, change, action: { refusal } }: FundingFieldsProps) {
  const { t } = useTranslation("organizations");
  return (
    <>
      <NativeSelect
        label={t("wizard.funding")}
        value={funding.fundingMode}
        onChange={({ currentTarget: { value } }) =>
          change({ fundingMode: FUNDING_NAMES.find((one) => one === value) ?? "PERSONAL" })
        }
        data={FUNDING_NAMES.map((one) => ({ value: one, label: t(`wizard.fundings.${one}`) }))}
      />
      <TextInput
        label={t("wizard.currency")}
        value={funding.currency}
        onChange={(event) => change({ currency: event.currentTarget.value })}
        error={refusalAt(refusal, "currency")}
      />
    </>
  );
}
