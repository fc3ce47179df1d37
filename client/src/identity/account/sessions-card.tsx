import { Badge, Button, Group, Stack, Text } from "@mantine/core";
import { useRouter } from "@tanstack/react-router";
import { useTranslation } from "react-i18next";

import { bearerToken } from "../../graph/bearer-token.js";
import { EndSessionDocument, SignOutEverywhereDocument } from "../../graph/generated/graphql.js";
import type { OwnSessionRowFragment } from "../../graph/generated/graphql.js";
import { ActionFaults } from "../../shell/form/action-faults.js";
import { useAction } from "../../shell/form/use-action.js";
import { toast } from "../../shell/toast.js";
import { When } from "../../shell/when.js";
import { ConfirmButton } from "./confirm-button.js";
import { SecurityCard } from "./security-card.js";
import type { SecurityCardProps } from "./security-card.js";

/** Where someone is signed in; each place, or all of them, can be ended here. */
export function SessionsCard({ security: { sessions }, onChanged }: SecurityCardProps) {
  const { t } = useTranslation("account");
  const router = useRouter();
  const everywhere = useAction(SignOutEverywhereDocument, "signOutEverywhere");
  const signOut = async () => {
    if (!(await everywhere.run({}))) return false;
    bearerToken.drop();
    // A fresh page: nothing of this person stays in memory.
    location.assign(router.buildLocation({ to: "/sign-in" }).href);
    return true;
  };
  return (
    <SecurityCard
      title={t("sessions.title")}
      actions={
        <ConfirmButton
          size="sm"
          label={t("sessions.everywhere")}
          title={t("sessions.everywhereTitle")}
          body={t("sessions.everywhereBody")}
          submit={t("sessions.everywhereSubmit")}
          action={everywhere}
          onConfirm={signOut}
        />
      }
    >
      <Stack gap="sm" component="ul" p={0} m={0} style={{ listStyle: "none" }}>
        {sessions.map((session) => (
          <SessionItem key={session.id} session={session} onChanged={onChanged} />
        ))}
      </Stack>
    </SecurityCard>
  );
}

function SessionItem({ session, onChanged }: { session: OwnSessionRowFragment; onChanged: () => void }) {
  const { t } = useTranslation("account");
  const { id, isCurrent, startedAt } = session;
  const device = session.device ?? t("sessions.unknown");
  const action = useAction(EndSessionDocument, "endSession");
  const end = async () => {
    if (!(await action.run({ input: { sessionId: id } }))) return;
    void toast(t("sessions.ended", { device }));
    onChanged();
  };
  return (
    <Stack gap={4} component="li">
      <Group justify="space-between" gap="sm">
        <div>
          <Group gap="xs">
            <Text fw={600} size="sm">
              {device}
            </Text>
            {isCurrent ? <Badge>{t("sessions.current")}</Badge> : null}
          </Group>
          <Group gap={4} c="dimmed">
            <Text size="sm">{t("sessions.started")}</Text>
            <When at={startedAt} />
          </Group>
        </div>
        {isCurrent ? null : (
          <Button
            variant="default"
            size="compact-sm"
            loading={action.isRunning}
            onClick={() => void end()}
            aria-label={t("sessions.endOf", { device })}
          >
            {t("sessions.end")}
          </Button>
        )}
      </Group>
      <ActionFaults action={action} />
    </Stack>
  );
}
