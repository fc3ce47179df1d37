import "../i18n/organizations.js";

import { Button, Group, Paper, Stack, Text } from "@mantine/core";
import { useNavigate } from "@tanstack/react-router";
import { useState } from "react";
import type { ReactNode } from "react";
import { useTranslation } from "react-i18next";

import {
  ChangeFundingDocument,
  ChangeOrganizationBrandingDocument,
  ChangeOrganizationProfileDocument,
} from "../graph/generated/graphql.js";
import { ActionForm } from "../shell/form/action-form.js";
import { useAction } from "../shell/form/use-action.js";
import { PageTitle } from "../shell/page-title.js";
import { useViewer } from "../shell/use-viewer.js";
import { BrandPreview } from "./brand-preview.js";
import { COLOR_NAMES, ColorFields } from "./color-fields.js";
import type { Colors } from "./color-fields.js";
import { DescriptionField } from "./description-field.js";
import { InviteButton } from "./members/invite-button.js";
import { ROLES } from "./members/roles.js";
import { FundingFields, fundingInput } from "./funding-fields.js";
import type { Funding } from "./funding-fields.js";
import { WIZARD_STEPS, WizardSteps } from "./wizard-steps.js";
import type { WizardStep } from "./wizard-steps.js";

interface Given extends Colors, Funding {
  description: string;
}

interface StepProps {
  given: Given;
  change: (changes: Partial<Given>) => void;
  onDone: () => void;
  ways: Omit<OtherWaysProps, "isSaving">;
}

interface OtherWaysProps {
  step: WizardStep;
  go: (by: number) => void;
  isSaving: boolean;
}

/** The ways on that save nothing. Closed while a step saves, or its answer would lead away from where one went. */
function OtherWays({ step, go, isSaving }: OtherWaysProps) {
  const { t } = useTranslation("organizations");
  return (
    <Group>
      {step === "billing" ? null : (
        <Button variant="default" onClick={() => go(-1)} disabled={isSaving}>
          {t("wizard.back")}
        </Button>
      )}
      {step === "branding" || step === "team" ? (
        <Button variant="default" onClick={() => go(1)} disabled={isSaving}>
          {t("wizard.skip")}
        </Button>
      ) : null}
    </Group>
  );
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
    ways: { step, go },
  };
  return (
    <>
      <PageTitle title={t("wizard.title")} lead={t("wizard.created", { name: organization.name })} />
      <WizardSteps step={step} />
      <Paper p="lg" maw={720}>
        <Stack>
          {step === "billing" ? <BillingStep {...props} /> : null}
          {step === "branding" ? <BrandingStep {...props} name={organization.name} /> : null}
          {step === "team" ? <TeamStep {...props} /> : null}
          {step === "review" ? <ReviewStep {...props} /> : null}
        </Stack>
      </Paper>
    </>
  );
}

function BillingStep({ given, change, onDone }: StepProps): ReactNode {
  const { t } = useTranslation("organizations");
  const action = useAction(ChangeFundingDocument, "changeFunding");
  const save = async () => {
    if (await action.run({ input: fundingInput(given) })) onDone();
  };
  return (
    <ActionForm action={action} onSubmit={save} submit={t("wizard.saveBilling")} shownBeside={["currency"]}>
      <FundingFields funding={given} change={change} action={action} />
    </ActionForm>
  );
}

function BrandingStep({ given, change, onDone, ways, name }: StepProps & { name: string }): ReactNode {
  const { t } = useTranslation("organizations");
  const action = useAction(ChangeOrganizationBrandingDocument, "changeOrganizationBranding");
  const { primaryColor, accentColor } = given;
  const save = async () => {
    if (await action.run({ input: { primaryColor, accentColor } })) onDone();
  };
  return (
    <>
      <BrandPreview name={name} primary={primaryColor} accent={accentColor} />
      <ActionForm action={action} onSubmit={save} submit={t("wizard.saveBranding")} shownBeside={COLOR_NAMES}>
        <ColorFields colors={given} change={change} action={action} />
      </ActionForm>
      <OtherWays {...ways} isSaving={action.isRunning} />
    </>
  );
}

function TeamStep({ onDone, ways }: StepProps): ReactNode {
  const { t } = useTranslation("organizations");
  const [hasInvited, setInvited] = useState(false);
  return (
    <>
      <Text>{t("wizard.team")}</Text>
      <Group>
        <InviteButton roles={ROLES} onInvited={() => setInvited(true)} />
        {hasInvited ? <Button onClick={onDone}>{t("wizard.goOn")}</Button> : null}
      </Group>
      <OtherWays {...ways} isSaving={false} />
    </>
  );
}

/** Goes in only once the server has answered that all of it is kept (C-BUG-30). */
function ReviewStep({ given, change, onDone, ways }: StepProps): ReactNode {
  const { t } = useTranslation("organizations");
  const action = useAction(ChangeOrganizationProfileDocument, "changeOrganizationProfile");
  const save = async () => {
    if (await action.run({ input: { description: given.description } })) onDone();
  };
  return (
    <>
      <ActionForm action={action} onSubmit={save} submit={t("wizard.finish")} shownBeside={["description"]}>
        <Text>{t("wizard.review")}</Text>
        <Text size="sm" c="dimmed">
          {[t(`wizard.fundings.${given.fundingMode}`), given.currency, given.primaryColor, given.accentColor]
            .filter(Boolean)
            .join(" · ")}
        </Text>
        <DescriptionField description={given.description} change={change} action={action} />
      </ActionForm>
      <OtherWays {...ways} isSaving={action.isRunning} />
    </>
  );
}
