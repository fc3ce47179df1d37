import { Button, Group, Paper, Stack, Text } from "@mantine/core";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { useClient } from "urql";

import type { MemberRowFragment } from "../../graph/generated/graphql.js";
import { Dialog } from "../../shell/dialog.js";
import { confirmedMutation } from "../../shell/form/confirmed-mutation.js";
import { MEMBER_STEPS } from "./member-steps.js";
import type { MemberStep } from "./member-steps.js";

const BULK_STEPS = ["suspend", "reactivate", "remove"] as const satisfies readonly MemberStep[];
type BulkStep = (typeof BULK_STEPS)[number];

interface BulkResult {
  member: MemberRowFragment;
  /** Undefined where it was done. */
  refusal: string | undefined;
}

export interface BulkStepsProps {
  members: readonly MemberRowFragment[];
  onClear: () => void;
  onChanged: () => void;
}

/** The same step for several members, each by itself: one that is refused keeps none of the others. */
export function BulkSteps({ members, onClear, onChanged }: BulkStepsProps) {
  const { t } = useTranslation("organizations");
  const client = useClient();
  const [asked, setAsked] = useState<BulkStep | null>(null);
  const [isRunning, setRunning] = useState(false);
  const [results, setResults] = useState<readonly BulkResult[] | null>(null);

  const run = async (step: BulkStep) => {
    setRunning(true);
    const told: BulkResult[] = [];
    for (const member of members) {
      const input = { membershipId: member.id };
      const result = await confirmedMutation(client, MEMBER_STEPS[step].document, { input });
      if (!result) {
        // Whoever does not confirm one is not asked for each of the others.
        told.push(...members.slice(told.length).map((member) => ({ member, refusal: t("members.notConfirmed") })));
        break;
      }
      const { data, error } = result;
      const done = data?.done as { message?: string } | undefined;
      told.push({ member, refusal: done?.message ?? error?.graphQLErrors[0]?.message ?? error?.message });
    }
    setRunning(false);
    setResults(told);
    onChanged();
  };
  const close = () => {
    setAsked(null);
    if (results) onClear();
    setResults(null);
  };

  return (
    <Paper p="sm" withBorder>
      <Group justify="space-between">
        <Text size="sm" aria-live="polite">
          {t("members.chosen", { count: members.length })}
        </Text>
        <Group gap="xs">
          {BULK_STEPS.map((step) => (
            <Button key={step} size="compact-sm" variant="default" onClick={() => setAsked(step)}>
              {t(`members.step.${step}.open`)}
            </Button>
          ))}
          <Button size="compact-sm" variant="subtle" onClick={onClear}>
            {t("members.chooseNone")}
          </Button>
        </Group>
      </Group>
      <Dialog
        opened={asked !== null}
        onClose={close}
        title={asked ? t(`members.step.${asked}.titleMany`, { count: members.length }) : ""}
      >
        {asked && !results ? (
          <Stack>
            <Text>{t(`members.step.${asked}.bodyMany`)}</Text>
            <Button
              loading={isRunning}
              onClick={() => void run(asked)}
              {...(MEMBER_STEPS[asked].isDangerous && { color: "red" })}
            >
              {t(`members.step.${asked}.submit`)}
            </Button>
          </Stack>
        ) : null}
        {results ? (
          <Stack component="output">
            {results.map(({ member, refusal }) => (
              <Group key={member.id} justify="space-between" wrap="nowrap">
                <Text size="sm">{member.name}</Text>
                <Text size="sm" c="dimmed" ta="end">
                  {refusal ?? t("members.doneOne")}
                </Text>
              </Group>
            ))}
            <Button onClick={close}>{t("members.close")}</Button>
          </Stack>
        ) : null}
      </Dialog>
    </Paper>
  );
}
