import "../../i18n/mail.js";

import { Skeleton, Stack } from "@mantine/core";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { useQuery } from "urql";

import { MailDocument } from "../../graph/generated/graphql.js";
import type { MailFault } from "../../graph/generated/graphql.js";
import { PageFailure } from "../../shell/failure.js";
import { PageTitle } from "../../shell/page-title.js";
import { MailSettingsPart } from "./mail-settings-part.js";
import { MailSourcePart } from "./mail-source-part.js";
import { OutboxPart } from "./outbox-part.js";
import { TestMailPart } from "./test-mail-part.js";

/** How the installation sends mail, whether it can, and what has become of what it sent: for whoever runs it. */
export function MailPage() {
  const { t } = useTranslation("mail");
  const [{ data, error }, again] = useQuery({ query: MailDocument, requestPolicy: "cache-and-network" });
  // What a test mail found stands beside the field until that is saved anew.
  const [fault, setFault] = useState<MailFault | null>(null);
  const refresh = () => again({ requestPolicy: "network-only" });
  if (error) return <PageFailure error={error} onRetry={refresh} />;
  if (!data) return <Skeleton h={400} />;
  const { mailSettings: settings, outbox } = data;
  const changed = () => {
    setFault(null);
    refresh();
  };
  return (
    <>
      <PageTitle title={t("title")} lead={t("lead")} />
      <Stack>
        <Stack maw={720}>
          <MailSourcePart settings={settings} onChanged={changed} />
          {/* What was saved or forgotten begins the fields anew. */}
          <MailSettingsPart key={JSON.stringify(settings)} settings={settings} fault={fault} onChanged={changed} />
          <TestMailPart onFault={setFault} />
        </Stack>
        <OutboxPart mails={outbox.mails} onChanged={refresh} />
      </Stack>
    </>
  );
}
