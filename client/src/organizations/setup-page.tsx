import "../i18n/organizations.js";

import { Button, Group, NativeSelect, Paper, Stack, Text, TextInput, Textarea } from "@mantine/core";
import { useNavigate } from "@tanstack/react-router";
import { useState } from "react";
import type { ReactNode } from "react";
import { useTranslation } from "react-i18next";

import {
  ChangeFundingDocument,
  ChangeOrganizationBrandingDocument,
  ChangeOrganizationProfileDocument,
} from "../graph/generated/graphql.js";
import type { FundingMode } from "../graph/generated/graphql.js";
import { ActionForm } from "../shell/form/action-form.js";
import { refusalAt, useAction } from "../shell/form/use-action.js";
import { PageTitle } from "../shell/page-title.js";
import { useViewer } from "../shell/use-viewer.js";
import { BrandPreview } from "./brand-preview.js";
import { WIZARD_STEPS, WizardSteps } from "./wizard-steps.js";
import type { WizardStep } from "./wizard-steps.js";

/** Every way; one that the graph gains fails the type check here. */
const FUNDINGS: Record<FundingMode, true> = { PERSONAL: true, WALLET: true, INVOICE: true, LICENSE: true };
const FUNDING_NAMES = Object.keys(FUNDINGS) as FundingMode[];

interface Given {
  fundingMode: FundingMode;
  currency: string;
  primaryColor: string;
  accentColor: string;
  description: string;
}

interface StepProps {
  given: Given;
  change: (changes: Partial<Given>) => void;
  onDone: () => void;
}

/** The steps after the organization was made. What was typed stays while one goes back and forth. */
export function SetupPage() {
  const { t } = useTranslation("organizations");
  const navigate = useNavigate();
  const { organization } = useViewer();
  const [step, setStep] = useState<WizardStep>("billing");
  const [given, setGiven] = useState<Given>({
    fundingMode: "PERSONAL",
    currency: "USD",
    primaryColor: "",
    accentColor: "",
    description: "",
  });
  const place = WIZARD_STEPS.indexOf(step);
  const go = (by: number) => setStep(WIZARD_STEPS[place + by] ?? step);
  const props: StepProps = {
    given,
    change: (changes) => setGiven((now) => ({ ...now, ...changes })),
    onDone: () => (step === "review" ? void navigate({ to: "/" }) : go(1)),
  };
  return (
    <>
      <PageTitle title={t("wizard.title")} lead={t("wizard.created", { name: organization.name })} />
      <WizardSteps step={step} />
      <Paper p="lg" maw={720}>
        <Stack>
          {step === "billing" ? <BillingStep {...props} /> : null}
          {step === "branding" ? <BrandingStep {...props} name={organization.name} /> : null}
          {step === "team" ? <Text>{t("wizard.team")}</Text> : null}
          {step === "review" ? <ReviewStep {...props} /> : null}
          <Group>
            {step === "billing" ? null : (
              <Button variant="default" onClick={() => go(-1)}>
                {t("wizard.back")}
              </Button>
            )}
            {step === "branding" || step === "team" ? (
              <Button variant="default" onClick={() => go(1)}>
                {t("wizard.skip")}
              </Button>
            ) : null}
          </Group>
        </Stack>
      </Paper>
    </>
  );
}

function BillingStep({ given, change, onDone }: StepProps): ReactNode {
  const { t } = useTranslation("organizations");
  const action = useAction(ChangeFundingDocument, "changeFunding");
  const save = async () => {
    const { fundingMode, currency } = given;
    if (await action.run({ input: { fundingMode, currency: currency.trim().toUpperCase() } })) onDone();
  };
  return (
    <ActionForm action={action} onSubmit={save} submit={t("wizard.saveBilling")} shownBeside={["currency"]}>
      <NativeSelect
        label={t("wizard.funding")}
        value={given.fundingMode}
        onChange={({ currentTarget: { value } }) =>
          change({ fundingMode: FUNDING_NAMES.find((one) => one === value) ?? "PERSONAL" })
        }
        data={FUNDING_NAMES.map((one) => ({ value: one, label: t(`wizard.fundings.${one}`) }))}
      />
      <TextInput
        label={t("wizard.currency")}
        value={given.currency}
        onChange={(event) => change({ currency: event.currentTarget.value })}
        error={refusalAt(action.refusal, "currency")}
      />
    </ActionForm>
  );
}

function BrandingStep({ given, change, onDone, name }: StepProps & { name: string }): ReactNode {
  const { t } = useTranslation("organizations");
  const action = useAction(ChangeOrganizationBrandingDocument, "changeOrganizationBranding");
  const { primaryColor, accentColor } = given;
  const save = async () => {
    if (await action.run({ input: { primaryColor, accentColor } })) onDone();
  };
  return (
    <>
      <BrandPreview name={name} primary={primaryColor} accent={accentColor} logoUrl={null} />
      <ActionForm
        action={action}
        onSubmit={save}
        submit={t("wizard.saveBranding")}
        shownBeside={["primaryColor", "accentColor"]}
      >
        <TextInput
          label={t("settings.primary")}
          placeholder="#1f6feb"
          value={primaryColor}
          onChange={(event) => change({ primaryColor: event.currentTarget.value })}
          error={refusalAt(action.refusal, "primaryColor")}
        />
        <TextInput
          label={t("settings.accent")}
          placeholder="#f59f00"
          value={accentColor}
          onChange={(event) => change({ accentColor: event.currentTarget.value })}
          error={refusalAt(action.refusal, "accentColor")}
        />
      </ActionForm>
    </>
  );
}

/** Goes in only once the server has answered that all of it is kept (C-BUG-30). */
function ReviewStep({ given, change, onDone }: StepProps): ReactNode {
  const { t } = useTranslation("organizations");
  const action = useAction(ChangeOrganizationProfileDocument, "changeOrganizationProfile");
  const save = async () => {
    if (await action.run({ input: { description: given.description } })) onDone();
  };
  return (
    <ActionForm action={action} onSubmit={save} submit={t("wizard.finish")} shownBeside={["description"]}>
      <Text>{t("wizard.review")}</Text>
      <Text size="sm" c="dimmed">
        {[t(`wizard.fundings.${given.fundingMode}`), given.currency, given.primaryColor, given.accentColor]
          .filter(Boolean)
          .join(" · ")}
      </Text>
      <Textarea
        label={t("settings.description")}
        autosize
        minRows={2}
        maxRows={8}
        value={given.description}
        onChange={(event) => change({ description: event.currentTarget.value })}
        error={refusalAt(action.refusal, "description")}
      />
    </ActionForm>
  );
}
