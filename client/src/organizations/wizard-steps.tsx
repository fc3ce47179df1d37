import { Stepper } from "@mantine/core";
import { useTranslation } from "react-i18next";

export const WIZARD_STEPS = ["info", "billing", "branding", "team", "review"] as const;
export type WizardStep = (typeof WIZARD_STEPS)[number];

/** Where one is on the way to an organization. It shows and does not lead: each step has its own way on. */
export function WizardSteps({ step }: { step: WizardStep }) {
  const { t } = useTranslation("organizations");
  return (
    <Stepper
      active={WIZARD_STEPS.indexOf(step)}
      size="xs"
      mb="lg"
      allowNextStepsSelect={false}
      styles={{ steps: { flexWrap: "wrap", gap: "var(--mantine-spacing-xs)" }, separator: { display: "none" } }}
    >
      {WIZARD_STEPS.map((name) => (
        <Stepper.Step key={name} label={t(`wizard.steps.${name}`)} allowStepClick={false} />
      ))}
    </Stepper>
  );
}
