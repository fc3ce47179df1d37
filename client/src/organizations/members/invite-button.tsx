import { Button, Group, ScrollArea, Select, Stack, Text, Textarea } from "@mantine/core";
import IconPlus from "@tabler/icons-react/dist/esm/icons/IconPlus.mjs";
import { useState } from "react";
import { useTranslation } from "react-i18next";

import { InviteMembersDocument } from "../../graph/generated/graphql.js";
import type { InviteMembersMutation, Role } from "../../graph/generated/graphql.js";
import { Dialog } from "../../shell/dialog.js";
import { ActionForm } from "../../shell/form/action-form.js";
import { refusalAt, useAction } from "../../shell/form/use-action.js";
import { CopyLinkButton } from "./copy-link-button.js";

type Rows = Extract<InviteMembersMutation["inviteMembers"], { outcome: "InviteMembersPayload" }>["rows"];

interface InviteProps {
  roles: readonly Role[];
  /** After an answer: who is invited has changed. */
  onInvited: () => void;
}

/** Invites one person or a pasted list, and shows what became of each address. */
export function InviteButton(props: InviteProps) {
  const { t } = useTranslation("organizations");
  const [isOpen, setOpen] = useState(false);
  return (
    <>
      <Button leftSection={<IconPlus size={16} aria-hidden />} onClick={() => setOpen(true)}>
        {t("invite.open")}
      </Button>
      <Dialog
        opened={isOpen}
        onClose={() => setOpen(false)}
        title={t("invite.open")}
        // A click beside the window must not lose links that are shown once.
        closeOnClickOutside={false}
      >
        <InviteForm {...props} onClose={() => setOpen(false)} />
      </Dialog>
    </>
  );
}

function InviteForm({ roles, onInvited, onClose }: InviteProps & { onClose: () => void }) {
  const { t } = useTranslation("organizations");
  const { t: shell } = useTranslation("shell");
  const [text, setText] = useState("");
  const [role, setRole] = useState<Role>("MANAGER");
  const [rows, setRows] = useState<Rows | null>(null);
  const action = useAction(InviteMembersDocument, "inviteMembers");
  const invite = async () => {
    const invited = await action.run({ input: { text, role } });
    if (invited?.outcome !== "InviteMembersPayload") return;
    setRows(invited.rows);
    onInvited();
  };

  if (rows) return <InvitedRows rows={rows} onClose={onClose} />;
  return (
    <ActionForm action={action} onSubmit={invite} submit={t("invite.send")} shownBeside={["text"]}>
      <Textarea
        label={t("invite.addresses")}
        description={t("invite.addressesHint")}
        withAsterisk
        autosize
        minRows={2}
        maxRows={10}
        value={text}
        onChange={(event) => setText(event.currentTarget.value)}
        error={refusalAt(action.refusal, "text")}
        data-autofocus
      />
      <Select
        label={t("members.role")}
        description={t(`members.roleMeans.${role}`)}
        data={roles.map((value) => ({ value, label: shell(`role.${value}`) }))}
        value={role}
        onChange={(value) => setRole(roles.find((known) => known === value) ?? role)}
        allowDeselect={false}
        maxDropdownHeight={320}
      />
    </ActionForm>
  );
}

function InvitedRows({ rows, onClose }: { rows: Rows; onClose: () => void }) {
  const { t } = useTranslation("organizations");
  return (
    <Stack>
      <Text component="output">{t("invite.done", { count: rows.filter(({ url }) => url).length })}</Text>
      <ScrollArea.Autosize mah={320}>
        <Stack gap="xs">
          {rows.map(({ line, text, outcome, url }) => (
            <Group key={`${line} ${text}`} justify="space-between" wrap="nowrap" gap="sm">
              <div style={{ minWidth: 0 }}>
                <Text size="sm" style={{ overflowWrap: "anywhere" }}>
                  {text}
                </Text>
                <Text size="sm" c="dimmed">
                  {t(`invite.outcome.${outcome}`)}
                </Text>
              </div>
              {url ? <CopyLinkButton url={url} email={text} /> : null}
            </Group>
          ))}
        </Stack>
      </ScrollArea.Autosize>
      <Text size="sm" c="dimmed">
        {t("invite.once")}
      </Text>
      <Button onClick={onClose}>{t("invite.close")}</Button>
    </Stack>
  );
}
