import { Badge, Button, Code, Group, Stack, Table, Text } from "@mantine/core";
import { useTranslation } from "react-i18next";

import { ForgetMailSettingsDocument } from "../../graph/generated/graphql.js";
import type { MailSettingsFieldsFragment } from "../../graph/generated/graphql.js";
import { ActionFaults } from "../../shell/form/action-faults.js";
import { Part } from "../../shell/form/saved-part.js";
import { useAction } from "../../shell/form/use-action.js";
import { toast } from "../../shell/toast.js";

export interface MailSettingsProps {
  settings: MailSettingsFieldsFragment;
  onChanged: () => void;
}

/** Where the settings in use come from, and by which variables where that is the environment. */
export function MailSourcePart({ settings, onChanged }: MailSettingsProps) {
  const { t } = useTranslation("mail");
  const { t: shell } = useTranslation();
  const { source } = settings;
  const action = useAction(ForgetMailSettingsDocument, "forgetMailSettings");
  const forget = async () => {
    if (!(await action.run({}))) return;
    void toast(shell("saved"));
    onChanged();
  };
  return (
    <Part title={t("source.title")}>
      <Stack gap="sm">
        <Text>{t(`source.${source}`)}</Text>
        {source === "ENVIRONMENT" ? <Variables settings={settings} /> : null}
        {source === "APP" ? (
          <Group>
            <Button variant="default" size="xs" loading={action.isRunning} onClick={() => void forget()}>
              {t("source.forget")}
            </Button>
          </Group>
        ) : null}
        <ActionFaults action={action} />
      </Stack>
    </Part>
  );
}

function Variables({ settings }: { settings: MailSettingsFieldsFragment }) {
  const { t } = useTranslation("mail");
  return (
    <Table aria-label={t("source.variables")} withRowBorders={false} verticalSpacing={4} horizontalSpacing={0}>
      <Table.Tbody>
        {variablesOf(settings).map(({ name, value }) => (
          <Table.Tr key={name}>
            <Table.Th scope="row" fw={400}>
              <Code>{name}</Code>
            </Table.Th>
            <Table.Td style={{ overflowWrap: "anywhere" }}>
              {typeof value === "string" ? value : <Badge>{t(value ? "secret.set" : "secret.unset")}</Badge>}
            </Table.Td>
          </Table.Tr>
        ))}
      </Table.Tbody>
    </Table>
  );
}

/** What the environment says, by the names of its variables; of a secret only whether there is one. */
function variablesOf(settings: MailSettingsFieldsFragment): { name: string; value: string | boolean }[] {
  const { transport, host, port, security, username, hasCredential, fromAddress, fromName } = settings;
  const from = { name: "MAIL_FROM", value: fromName ? `${fromName} <${fromAddress ?? ""}>` : (fromAddress ?? "") };
  if (transport === "POSTMARK") return [{ name: "POSTMARK_SERVER_TOKEN", value: hasCredential }, from];
  return [
    { name: "SMTP_HOST", value: host ?? "" },
    { name: "SMTP_PORT", value: String(port ?? "") },
    { name: "SMTP_SECURITY", value: (security ?? "").toLowerCase() },
    { name: "SMTP_USER", value: username ?? false },
    { name: "SMTP_PASSWORD", value: hasCredential },
    from,
  ];
}
