import { NativeSelect, NumberInput, Text, TextInput } from "@mantine/core";
import { useState } from "react";
import { useTranslation } from "react-i18next";

import { ChangeBillingIdentityDocument, ChangeFundingDocument } from "../graph/generated/graphql.js";
import type { BillingFieldsFragment } from "../graph/generated/graphql.js";
import { SavedPart } from "../shell/form/saved-part.js";
import { refusalAt, useAction } from "../shell/form/use-action.js";
import { FundingFields, fundingInput } from "./funding-fields.js";

/** How it pays. */
export function FundingPart({ billing: { fundingMode, currency } }: { billing: BillingFieldsFragment }) {
  const { t } = useTranslation("organizations");
  const [funding, setFunding] = useState({ fundingMode, currency });
  const action = useAction(ChangeFundingDocument, "changeFunding");
  return (
    <SavedPart
      title={t("billing.funding")}
      action={action}
      save={() => action.run({ input: fundingInput(funding) })}
      submit={t("billing.saveFunding")}
      shownBeside={["currency"]}
    >
      <FundingFields
        funding={funding}
        change={(changes) => setFunding((now) => ({ ...now, ...changes }))}
        action={action}
      />
    </SavedPart>
  );
}

const NUMBERS = ["gstNumber", "msmeNumber", "panNumber"] as const;
const SHOWN_BESIDE = ["billingEmail", "paymentTermsDays", ...NUMBERS] as const;
const ORDERS = { "": null, yes: true, no: false } as const;
type Orders = keyof typeof ORDERS;

/** What stands on its invoices. What is left empty comes from the organization above, where there is one that says. */
export function InvoicePart({ billing, onChanged }: { billing: BillingFieldsFragment; onChanged: () => void }) {
  const { t } = useTranslation("organizations");
  const isFromAbove = (name: keyof BillingFieldsFragment): boolean => billing.inherited.includes(name);
  const [shown] = useState(() => ({
    billingEmail: isFromAbove("billingEmail") ? "" : (billing.billingEmail ?? ""),
    paymentTermsDays: (isFromAbove("paymentTermsDays") ? "" : billing.paymentTermsDays) as number | string,
    orders: (isFromAbove("requiresPurchaseOrders") ? "" : billing.requiresPurchaseOrders ? "yes" : "no") as Orders,
    gstNumber: billing.gstNumber ?? "",
    msmeNumber: billing.msmeNumber ?? "",
    panNumber: billing.panNumber ?? "",
  }));
  const [given, setGiven] = useState(shown);
  const change = (changes: Partial<typeof given>) => setGiven((now) => ({ ...now, ...changes }));
  const action = useAction(ChangeBillingIdentityDocument, "changeBillingIdentity");
  const save = () => {
    const { orders, paymentTermsDays, ...texts } = given;
    // What was not touched is not sent: a default that is saved would no longer follow the organization above.
    const touched = Object.fromEntries(
      Object.entries(texts).filter(([name, text]) => text !== shown[name as "gstNumber"]),
    );
    const isTouched = (name: "orders" | "paymentTermsDays"): boolean => given[name] !== shown[name];
    return action.run({
      input: {
        ...touched,
        ...(isTouched("paymentTermsDays") && {
          paymentTermsDays: paymentTermsDays === "" ? null : Number(paymentTermsDays),
        }),
        ...(isTouched("orders") && { requiresPurchaseOrders: ORDERS[orders] }),
      },
    });
  };
  return (
    <SavedPart
      title={t("billing.invoices")}
      action={action}
      save={save}
      onSaved={onChanged}
      submit={t("billing.saveInvoices")}
      shownBeside={SHOWN_BESIDE}
      noValidate
      intro={
        billing.inherited.length > 0 ? (
          <Text size="sm" c="dimmed">
            {t("settings.inherited")}
          </Text>
        ) : null
      }
    >
      <TextInput
        label={t("billing.fact.billingEmail")}
        type="email"
        placeholder={billing.billingEmail ?? "billing@example.com"}
        value={given.billingEmail}
        onChange={(event) => change({ billingEmail: event.currentTarget.value })}
        error={refusalAt(action.refusal, "billingEmail")}
      />
      <NumberInput
        label={t("billing.fact.paymentTerms")}
        description={t("billing.paymentTermsHint")}
        placeholder={String(billing.paymentTermsDays)}
        allowDecimal={false}
        hideControls
        value={given.paymentTermsDays}
        onChange={(paymentTermsDays) => change({ paymentTermsDays })}
        error={refusalAt(action.refusal, "paymentTermsDays")}
      />
      <NativeSelect
        label={t("billing.fact.purchaseOrders")}
        description={t("billing.purchaseOrdersHint")}
        value={given.orders}
        onChange={(event) => change({ orders: event.currentTarget.value as Orders })}
        data={[
          { value: "", label: t("billing.asAbove") },
          { value: "yes", label: t("billing.shown") },
          { value: "no", label: t("billing.hidden") },
        ]}
      />
      {NUMBERS.map((name) => (
        <TextInput
          key={name}
          label={t(`billing.number.${name}`)}
          description={t(`billing.numberHint.${name}`)}
          value={given[name]}
          onChange={({ currentTarget: { value } }) => setGiven((now) => ({ ...now, [name]: value }))}
          error={refusalAt(action.refusal, name)}
        />
      ))}
    </SavedPart>
  );
}
