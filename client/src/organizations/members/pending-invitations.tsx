import { Badge, Button, Group, Paper, Stack, Text, Title } from "@mantine/core";
import { useState } from "react";
import { useTranslation } from "react-i18next";

import {
  InvitationsDocument,
  RenewInvitationDocument,
  RevokeInvitationDocument,
} from "../../graph/generated/graphql.js";
import type { InvitationRowFragment } from "../../graph/generated/graphql.js";
import { useRows } from "../../graph/use-rows.js";
import { Dialog } from "../../shell/dialog.js";
import { EmailText } from "../../shell/email-text.js";
import { ActionFaults } from "../../shell/form/action-faults.js";
import { useAction } from "../../shell/form/use-action.js";
import type { Column } from "../../shell/list/column.js";
import { RowList } from "../../shell/list/row-list.js";
import { toast } from "../../shell/toast.js";
import { useViewer } from "../../shell/use-viewer.js";
import { When } from "../../shell/when.js";
import { CopyLinkButton } from "./copy-link-button.js";

/** Who was invited and has not come yet. Nothing is shown where nobody waits. */
export function PendingInvitations() {
  const { t } = useTranslation("organizations");
  const { t: shell } = useTranslation("shell");
  const mayWrite = useViewer().permissions.includes("invitation:write");
  const invitations = useRows(InvitationsDocument, { first: 20 }, "invitations");
  if (!invitations.loading && !invitations.error && invitations.rows.length === 0) return null;
  const columns: Column<InvitationRowFragment>[] = [
    {
      key: "email",
      title: t("invite.address"),
      onCard: "heading",
      render: ({ email }) => (
        <Text size="sm">
          <EmailText email={email} />
        </Text>
      ),
    },
    {
      key: "role",
      title: t("members.role"),
      onCard: "corner",
      render: ({ role }) => <Badge>{shell(`role.${role}`)}</Badge>,
    },
    { key: "sent", title: t("invite.sent"), render: ({ sentAt }) => <When at={sentAt} /> },
    { key: "ends", title: t("invite.ends"), render: ({ expiresAt }) => <When at={expiresAt} /> },
    {
      key: "actions",
      title: t("members.actions"),
      isTitleHidden: true,
      align: "end",
      render: (invitation) =>
        mayWrite ? <InvitationActions invitation={invitation} onChanged={() => void invitations.refresh()} /> : null,
    },
  ];
  return (
    <Stack gap="xs">
      <Title order={2} size="h4">
        {t("invite.waiting")}
      </Title>
      <Paper p="sm">
        <RowList label={t("invite.waiting")} rows={invitations} columns={columns} empty={null} />
      </Paper>
    </Stack>
  );
}

function InvitationActions({ invitation, onChanged }: { invitation: InvitationRowFragment; onChanged: () => void }) {
  const { t } = useTranslation("organizations");
  const renewal = useAction(RenewInvitationDocument, "renewInvitation");
  const revocation = useAction(RevokeInvitationDocument, "revokeInvitation");
  const { id: invitationId, email } = invitation;
  const [url, setUrl] = useState<string | null>(null);
  const renew = async () => {
    const renewed = await renewal.run({ input: { invitationId } });
    if (renewed?.outcome === "RenewInvitationPayload") setUrl(renewed.url);
  };
  const close = () => {
    setUrl(null);
    onChanged();
  };
  const revoke = async () => {
    if (!(await revocation.run({ input: { invitationId } }))) return;
    void toast(t("invite.revoked", { email }));
    onChanged();
  };
  return (
    <Stack gap={4}>
      <Group gap="xs" justify="flex-end" wrap="nowrap">
        <Button
          size="compact-sm"
          variant="default"
          loading={renewal.isRunning}
          onClick={() => void renew()}
          aria-label={t("invite.renewOf", { email })}
        >
          {t("invite.renew")}
        </Button>
        <Button
          size="compact-sm"
          variant="default"
          loading={revocation.isRunning}
          onClick={() => void revoke()}
          aria-label={t("invite.revokeOf", { email })}
        >
          {t("invite.revoke")}
        </Button>
      </Group>
      <ActionFaults action={renewal.refusal || renewal.error ? renewal : revocation} />
      <Dialog opened={url !== null} onClose={close} title={t("invite.renew")} closeOnClickOutside={false}>
        <Stack>
          <Group justify="space-between" wrap="nowrap" gap="sm">
            <Text component="output" style={{ overflowWrap: "anywhere" }}>
              {t("invite.renewed", { email })}
            </Text>
            <CopyLinkButton url={url ?? ""} email={email} />
          </Group>
          <Text size="sm" c="dimmed">
            {t("invite.renewedOnce")}
          </Text>
          <Button onClick={close}>{t("invite.close")}</Button>
        </Stack>
      </Dialog>
    </Stack>
  );
}
