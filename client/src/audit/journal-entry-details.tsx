import { Code, Stack, Text } from "@mantine/core";
import { useState } from "react";
import { useTranslation } from "react-i18next";

import type { JournalRowFragment } from "../graph/generated/graphql.js";
import { Dialog } from "../shell/dialog.js";
import { formatInstant } from "../shell/instants.js";
import { useViewer } from "../shell/use-viewer.js";
import classes from "./journal.module.css";

export interface JournalEntryDetailsProps {
  entry: JournalRowFragment | null;
  onClose: () => void;
}

/** One entry with all that was sealed of it. */
export function JournalEntryDetails({ entry, onClose }: JournalEntryDetailsProps) {
  const { t } = useTranslation("audit");
  // The last one stays drawn while the window fades.
  const [drawn, setDrawn] = useState(entry);
  if (entry && entry !== drawn) setDrawn(entry);
  return (
    <Dialog
      opened={entry !== null}
      onClose={onClose}
      title={drawn ? t("details.title", { position: drawn.position }) : ""}
      size="lg"
    >
      {drawn ? <Details entry={drawn} /> : null}
    </Dialog>
  );
}

function Details({ entry }: { entry: JournalRowFragment }) {
  const { t } = useTranslation("audit");
  const { timeZone } = useViewer().organization;
  return (
    <Stack gap="sm">
      <Text>
        <strong>{t(`kind.${entry.kind}`)}</strong>, {formatInstant(entry.at, timeZone)}
      </Text>
      <Line name={t("details.subject")} value={`${entry.subject.type} ${entry.subject.id}`} />
      <Line name={t("details.actor")} value={[entry.actor.kind, entry.actor.id].filter(Boolean).join(" ")} />
      <div>
        <Text size="sm" c="dimmed">
          {t("details.data")}
        </Text>
        <Code block className={classes.data} tabIndex={0}>
          {JSON.stringify(entry.data, null, 2)}
        </Code>
      </div>
      <Line name={t("details.leafHash")} value={entry.leafHash} />
      <Line name={t("details.chainHash")} value={entry.chainHash} />
    </Stack>
  );
}

function Line({ name, value }: { name: string; value: string }) {
  return (
    <div>
      <Text size="sm" c="dimmed">
        {name}
      </Text>
      <Text className={classes.hash}>{value}</Text>
    </div>
  );
}
