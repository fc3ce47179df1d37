import { Badge, Code, Paper, Text } from "@mantine/core";
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

/** The keys with which machines come in. */
export function KeysPage() {
  const { t } = useTranslation("identity");
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
      key: "kind",
      title: t("keys.kind"),
      render: ({ kind }) => (
        <Text span size="sm">
          {t(`keys.kindMeans.${kind}`)}
        </Text>
      ),
    },
    { key: "created", title: t("keys.created"), render: ({ createdAt }) => <When at={createdAt} /> },
    {
      key: "state",
      title: t("keys.state"),
      onCard: "corner",
      render: ({ revokedAt }) => <Badge>{t(revokedAt ? "keys.revoked" : "keys.valid")}</Badge>,
    },
    {
      key: "actions",
      title: t("keys.actions"),
      isTitleHidden: true,
      align: "end",
      render: (apiKey) =>
        canWrite && !apiKey.revokedAt ? (
          <RevokeKeyButton apiKey={apiKey} onRevoked={() => void keys.refresh()} />
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
