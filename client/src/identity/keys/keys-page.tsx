import "../../i18n/identity.js";

import { Badge, Code, Group, Paper, Text } from "@mantine/core";
import IconKey from "@tabler/icons-react/dist/esm/icons/IconKey.mjs";
import { useTranslation } from "react-i18next";

import { ApiKeysDocument } from "../../graph/generated/graphql.js";
import type { ApiKeyRowFragment } from "../../graph/generated/graphql.js";
import { useRows } from "../../graph/use-rows.js";
import { EmptyState } from "../../shell/empty-state.js";
import type { Column } from "../../shell/list/column.js";
import { RowList } from "../../shell/list/row-list.js";
import { PageTitle } from "../../shell/page-title.js";
import { useViewer } from "../../shell/use-viewer.js";
import { When } from "../../shell/when.js";
import { CreateKeyButton } from "./create-key-button.js";
import { RevokeKeyButton } from "./revoke-key-button.js";
import { RotateKeyButton } from "./rotate-key-button.js";

/** The keys with which machines come in. */
export function KeysPage() {
  const { t, i18n } = useTranslation("identity");
  const list = new Intl.ListFormat(i18n.language, { type: "conjunction" });
  const keys = useRows(ApiKeysDocument, { first: 50 }, "apiKeys");
  const canWrite = useViewer().permissions.includes("apiKey:write");
  const columns: Column<ApiKeyRowFragment>[] = [
    {
      key: "name",
      title: t("keys.name"),
      onCard: "heading",
      render: ({ name, prefix }) => (
        <>
          <Text fw={600} size="sm">
            {name}
          </Text>
          <Code>{prefix}…</Code>
        </>
      ),
    },
    {
      key: "scopes",
      title: t("keys.scopes"),
      render: ({ scopes }) => (
        <Text span size="sm">
          {list.format(scopes.map((scope) => t(`keys.scope.${scope}.short`)))}
        </Text>
      ),
    },
    {
      key: "used",
      title: t("keys.used"),
      render: ({ lastUsedAt }) => (lastUsedAt ? <When at={lastUsedAt} /> : t("keys.neverUsed")),
    },
    {
      key: "ends",
      title: t("keys.ends"),
      render: ({ expiresAt }) => (expiresAt ? <When at={expiresAt} /> : t("keys.never")),
    },
    {
      key: "state",
      title: t("keys.state"),
      onCard: "corner",
      render: (apiKey) => <Badge>{t(`keys.${stateOf(apiKey)}`)}</Badge>,
    },
    {
      key: "actions",
      title: t("keys.actions"),
      isTitleHidden: true,
      align: "end",
      render: (apiKey) =>
        canWrite && stateOf(apiKey) === "valid" ? (
          <Group gap="xs" justify="flex-end" wrap="nowrap">
            <RotateKeyButton apiKey={apiKey} onRotated={() => void keys.refresh()} />
            <RevokeKeyButton apiKey={apiKey} onRevoked={() => void keys.refresh()} />
          </Group>
        ) : null,
    },
  ];
  return (
    <>
      <PageTitle
        title={t("keys.title")}
        lead={t("keys.lead")}
        aside={canWrite ? <CreateKeyButton onCreated={() => void keys.refresh()} /> : null}
      />
      <Paper p="sm">
        <RowList
          label={t("keys.title")}
          rows={keys}
          columns={columns}
          empty={<EmptyState icon={<IconKey />} title={t("keys.empty.title")} body={t("keys.empty.body")} />}
        />
      </Paper>
    </>
  );
}

function stateOf({ revokedAt, expiresAt }: ApiKeyRowFragment): "revoked" | "over" | "valid" {
  if (revokedAt) return "revoked";
  return expiresAt && new Date(expiresAt) <= new Date() ? "over" : "valid";
}
