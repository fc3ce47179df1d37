import { Badge, Button, Group, List, Paper, Stack, Text, Title } from "@mantine/core";
import { useState } from "react";
import { useTranslation } from "react-i18next";

import { Dialog } from "../../shell/dialog.js";
import { formatInstant } from "../../shell/instants.js";
import { useViewer } from "../../shell/use-viewer.js";
import { ruleSentence } from "../rule-sentence.js";
import { ProgramLink } from "../thing-link.js";
import { AmendTerms, ClearTerms } from "./change-terms.js";
import type { ShownTerms } from "./change-terms.js";

export interface PartnerTermsProps {
  partnerId: string;
  /** Every version, the newest first. */
  terms: readonly ShownTerms[];
  onChanged: () => void;
}

/** Under which terms a partner works in each program, and the ways to change them. */
export function PartnerTerms({ partnerId, terms, onChanged }: PartnerTermsProps) {
  const { t } = useTranslation("changes");
  // The newest of each program is in force.
  const current = [...new Map(terms.toReversed().map((version) => [version.program.id, version])).values()];
  if (current.length === 0) return null;
  return (
    <section aria-labelledby="terms-title">
      <Title order={2} id="terms-title" mb="sm">
        {t("terms.title")}
      </Title>
      <Stack gap="sm">
        {current.map((version) => (
          <TermsCard key={version.program.id} partnerId={partnerId} terms={version} onChanged={onChanged} />
        ))}
      </Stack>
    </section>
  );
}

interface TermsCardProps {
  partnerId: string;
  terms: ShownTerms;
  onChanged: () => void;
}

function TermsCard({ partnerId, terms, onChanged }: TermsCardProps) {
  const { t } = useTranslation("changes");
  const { t: partners } = useTranslation("partners");
  const { permissions, organization } = useViewer();
  const [asked, setAsked] = useState<"amend" | "clear" | null>(null);
  const onDone = () => {
    setAsked(null);
    onChanged();
  };
  const { rules, holdbackDays } = terms;
  return (
    <Paper p="md" data-testid="terms">
      <Group justify="space-between" mb="xs">
        <Group gap="xs">
          <ProgramLink program={terms.program} />
          <Badge>{t(`terms.source.${terms.source}`)}</Badge>
        </Group>
        {permissions.includes("terms:write") ? (
          <Group gap="xs">
            <Button variant="default" size="compact-sm" onClick={() => setAsked("amend")}>
              {t("terms.amend")}
            </Button>
            {terms.source === "CLEARED" ? null : (
              <Button variant="default" size="compact-sm" onClick={() => setAsked("clear")}>
                {t("terms.clear")}
              </Button>
            )}
          </Group>
        ) : null}
      </Group>
      {rules ? (
        <List size="sm">
          {rules.map((rule) => (
            <List.Item key={rule.key}>{ruleSentence(partners, rule)}</List.Item>
          ))}
        </List>
      ) : (
        <Text size="sm">{t("terms.programRules")}</Text>
      )}
      <Text size="sm" c="dimmed" mt={4}>
        {holdbackDays === null || holdbackDays === undefined
          ? t("terms.programHold")
          : t("terms.hold", { days: partners("programs.days", { count: holdbackDays }) })}{" "}
        · {t("terms.since", { at: formatInstant(terms.effectiveFrom, organization.timeZone), version: terms.version })}
      </Text>
      <Dialog
        opened={asked === "amend"}
        onClose={() => setAsked(null)}
        title={t("terms.amendTitle", { program: terms.program.name })}
        size="xl"
      >
        <AmendTerms partnerId={partnerId} terms={terms} onDone={onDone} />
      </Dialog>
      <Dialog
        opened={asked === "clear"}
        onClose={() => setAsked(null)}
        title={t("terms.clearTitle", { program: terms.program.name })}
      >
        <ClearTerms partnerId={partnerId} terms={terms} onDone={onDone} />
      </Dialog>
    </Paper>
  );
}
