import { Button, CopyButton, Group, Paper, Progress, Stack, Text, Title } from "@mantine/core";
import IconCircleCheck from "@tabler/icons-react/dist/esm/icons/IconCircleCheck.mjs";
import IconShieldCheck from "@tabler/icons-react/dist/esm/icons/IconShieldCheck.mjs";
import IconShieldX from "@tabler/icons-react/dist/esm/icons/IconShieldX.mjs";
import { useEffect, useRef, useState } from "react";
import { useTranslation } from "react-i18next";
import { useClient } from "urql";

import { Failure } from "../shell/failure.js";
import { formatCount } from "../shell/format-count.js";
import { verifyJournal } from "./verify-journal.js";
import type { Verification, VerificationState } from "./verify-journal.js";
import classes from "./journal.module.css";

/** Proves on demand that nothing in the journal was changed, removed or inserted. */
export function JournalVerification() {
  const { t } = useTranslation("audit");
  const client = useClient();
  const [state, setState] = useState<VerificationState | null>(null);
  const run = useRef<AbortController | null>(null);
  useEffect(() => () => run.current?.abort(), []);

  const verify = () => {
    run.current?.abort();
    run.current = new AbortController();
    void verifyJournal(client, run.current.signal, setState);
  };

  return (
    <Paper p="lg" component="section" aria-labelledby="verification-title" className={classes.verification}>
      <Group justify="space-between" align="flex-start">
        <div className={classes.words}>
          <Title order={2} id="verification-title">
            {t("verify.title")}
          </Title>
          <Text size="sm" c="dimmed">
            {t("verify.body")}
          </Text>
        </div>
        <Button
          onClick={verify}
          loading={state?.kind === "running"}
          leftSection={<IconShieldCheck size={18} aria-hidden />}
        >
          {t(state === null ? "verify.begin" : "verify.again")}
        </Button>
      </Group>
      <output className={classes.outcome} data-testid="journal-verification" data-state={state?.kind ?? "none"}>
        {state?.kind === "running" ? <Running {...state} /> : null}
        {state?.kind === "whole" ? <Whole verification={state.verification} /> : null}
        {state?.kind === "broken" ? <Broken verification={state.verification} /> : null}
        {state?.kind === "failed" ? <Failure error={state.error} onRetry={verify} /> : null}
      </output>
    </Paper>
  );
}

function Running({ verified, size }: { verified: bigint; size: bigint | null }) {
  const { t } = useTranslation("audit");
  const percent = size === null || size === 0n ? 0 : Number((verified * 100n) / size);
  return (
    <Stack gap={4} mt="md">
      <Progress value={percent} aria-label={t("verify.progress")} />
      <Text size="sm" c="dimmed" className="money">
        {size === null
          ? t("verify.starting")
          : t("verify.running", { verified: formatCount(verified), size: formatCount(size) })}
      </Text>
    </Stack>
  );
}

function Whole({ verification: { verifiedEntries, head } }: { verification: Verification }) {
  const { t } = useTranslation("audit");
  return (
    <Stack gap="xs" mt="md">
      <Group gap="sm" wrap="nowrap" align="flex-start">
        <IconCircleCheck size={22} aria-hidden className={classes.good} />
        <Text fw={600}>{t("verify.whole", { entries: formatCount(BigInt(verifiedEntries)) })}</Text>
      </Group>
      <Text size="sm" c="dimmed">
        {t("verify.keep")}
      </Text>
      <Group gap="sm">
        <Text size="sm" className={classes.hash}>
          {head.chainHash}
        </Text>
        <CopyButton value={head.chainHash}>
          {({ copied, copy }) => (
            <Button size="compact-sm" variant="default" onClick={copy}>
              <span aria-live="polite">{copied ? t("verify.copied") : t("verify.copy")}</span>
            </Button>
          )}
        </CopyButton>
      </Group>
    </Stack>
  );
}

function Broken({ verification: { firstBreak, verifiedEntries } }: { verification: Verification }) {
  const { t } = useTranslation("audit");
  return (
    <Group gap="sm" wrap="nowrap" align="flex-start" mt="md" role="alert">
      <IconShieldX size={22} aria-hidden className={classes.bad} />
      <div>
        <Text fw={600}>
          {firstBreak ? t("verify.broken", { position: firstBreak.position }) : t("verify.brokenSomewhere")}
        </Text>
        <Text size="sm">{firstBreak?.detail}</Text>
        <Text size="sm" c="dimmed">
          {t("verify.before", { entries: formatCount(BigInt(verifiedEntries)) })}
        </Text>
      </div>
    </Group>
  );
}
