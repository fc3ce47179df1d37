import { Badge, Button, Group, Paper, Stack, Text, Title } from "@mantine/core";
import IconMail from "@tabler/icons-react/dist/esm/icons/IconMail.mjs";
import { useState } from "react";
import { useTranslation } from "react-i18next";

import { RetryMailDocument } from "../../graph/generated/graphql.js";
import type { OutboxRowFragment } from "../../graph/generated/graphql.js";
import { Dialog } from "../../shell/dialog.js";
import { EmptyState } from "../../shell/empty-state.js";
import { ActionFaults } from "../../shell/form/action-faults.js";
import { useAction } from "../../shell/form/use-action.js";
import type { Column } from "../../shell/list/column.js";
import { RowTable } from "../../shell/list/row-table.js";
import { toast } from "../../shell/toast.js";
import { When } from "../../shell/when.js";

/** Tried and not taken yet: what another attempt may mend. */
const isHeldUp = ({ status, attempts }: OutboxRowFragment): boolean => status === "WAITING" && attempts > 0;

/** The newest mails: what has become of each, and what it was answered. */
export function OutboxPart({ mails, onChanged }: { mails: readonly OutboxRowFragment[]; onChanged: () => void }) {
  const { t } = useTranslation("mail");
  const [read, setRead] = useState<OutboxRowFragment | null>(null);
  const action = useAction(RetryMailDocument, "retryMail");
  const retry = async (mailId: string | null) => {
    if (await action.run({ input: { mailId } })) void toast(t("outbox.retried"));
    onChanged();
  };
  const columns: Column<OutboxRowFragment>[] = [
    {
      key: "what",
      title: t("outbox.what"),
      onCard: "heading",
      render: ({ template, content }) => (
        <>
          <Text fw={600} size="sm">
            {t(`outbox.template.${template as "signInLink"}`, { defaultValue: template })}
          </Text>
          {content ? (
            <Text size="sm" c="dimmed" style={{ overflowWrap: "anywhere" }}>
              {content.to}
            </Text>
          ) : null}
        </>
      ),
    },
    {
      key: "status",
      title: t("outbox.status"),
      onCard: "corner",
      render: ({ status }) => <Badge>{t(`outbox.statuses.${status}`)}</Badge>,
    },
    { key: "written", title: t("outbox.written"), render: ({ createdAt }) => <When at={createdAt} /> },
    {
      key: "tries",
      title: t("outbox.tries"),
      align: "end",
      render: ({ attempts }) => (
        <Text span size="sm" className="money">
          {attempts}
        </Text>
      ),
    },
    {
      key: "next",
      title: t("outbox.next"),
      render: ({ status, nextAttemptAt, sentAt }) =>
        status === "WAITING" ? <When at={nextAttemptAt} /> : sentAt ? <When at={sentAt} /> : t("outbox.never"),
    },
    {
      key: "failure",
      title: t("outbox.failure"),
      render: ({ failure }) => (
        <Text span size="sm" style={{ overflowWrap: "anywhere" }}>
          {failure ?? t("outbox.noFailure")}
        </Text>
      ),
    },
    {
      key: "actions",
      title: t("outbox.actions"),
      isTitleHidden: true,
      align: "end",
      render: (mail) => (
        <Group gap="xs" justify="flex-end" wrap="nowrap">
          {mail.content ? (
            <Button size="compact-sm" variant="default" onClick={() => setRead(mail)}>
              {t("outbox.read")}
            </Button>
          ) : null}
          {isHeldUp(mail) ? (
            <Button size="compact-sm" variant="default" disabled={action.isRunning} onClick={() => void retry(mail.id)}>
              {t("outbox.retry")}
            </Button>
          ) : null}
        </Group>
      ),
    },
  ];
  return (
    <Stack gap="xs" component="section" aria-label={t("outbox.title")}>
      <Group justify="space-between">
        <Title order={2}>{t("outbox.title")}</Title>
        <Group gap="xs">
          <Button size="compact-sm" variant="default" onClick={onChanged}>
            {t("outbox.refresh")}
          </Button>
          {mails.some(isHeldUp) ? (
            <Button size="compact-sm" variant="default" loading={action.isRunning} onClick={() => void retry(null)}>
              {t("outbox.retryAll")}
            </Button>
          ) : null}
        </Group>
      </Group>
      <Text size="sm" c="dimmed">
        {t("outbox.body")}
      </Text>
      <ActionFaults action={action} />
      <Paper p="sm">
        {mails.length === 0 ? (
          <EmptyState icon={<IconMail />} title={t("outbox.empty.title")} body={t("outbox.empty.body")} />
        ) : (
          <RowTable label={t("outbox.title")} rows={mails} columns={columns} />
        )}
      </Paper>
      <Dialog opened={read !== null} onClose={() => setRead(null)} title={read?.content?.subject ?? ""}>
        <Stack gap="xs">
          <Text size="sm" c="dimmed" style={{ overflowWrap: "anywhere" }}>
            {t("outbox.to", { email: read?.content?.to ?? "" })}
          </Text>
          <Text style={{ whiteSpace: "pre-wrap", overflowWrap: "anywhere" }}>{read?.content?.text}</Text>
        </Stack>
      </Dialog>
    </Stack>
  );
}
