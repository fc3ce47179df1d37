import { Button, Code, CopyButton, Group, Stack, Text, TextInput } from "@mantine/core";
import { useMemo, useState } from "react";
import { useTranslation } from "react-i18next";

import {
  ConfirmAppDocument,
  EnrolAppDocument,
  RemoveAppDocument,
  RenewRecoveryCodesDocument,
} from "../../graph/generated/graphql.js";
import { Dialog } from "../../shell/dialog.js";
import { ActionFaults } from "../../shell/form/action-faults.js";
import { ActionForm } from "../../shell/form/action-form.js";
import { refusalAt, useAction } from "../../shell/form/use-action.js";
import { QrCode, qrFileOf } from "../../shell/qr-code.js";
import { toast } from "../../shell/toast.js";
import { When } from "../../shell/when.js";
import { ConfirmButton } from "./confirm-button.js";
import { SecurityCard } from "./security-card.js";
import type { SecurityCardProps } from "./security-card.js";

/** Someone's authenticator app, and the codes for when it is gone. */
export function AppCard({ security: { app }, onChanged }: SecurityCardProps) {
  const { t } = useTranslation("account");
  const [codes, setCodes] = useState<readonly string[] | null>(null);
  const [enrolment, setEnrolment] = useState<{ secret: string; uri: string } | null>(null);
  const enrol = useAction(EnrolAppDocument, "enrolApp");
  const renewal = useAction(RenewRecoveryCodesDocument, "renewRecoveryCodes");
  const removal = useAction(RemoveAppDocument, "removeApp");

  const begin = async () => {
    const begun = await enrol.run({});
    if (begun?.outcome === "EnrolAppPayload") setEnrolment(begun);
  };
  const renew = async () => {
    const renewed = await renewal.run({});
    if (renewed?.outcome !== "RenewRecoveryCodesPayload") return false;
    setCodes(renewed.recoveryCodes);
    return true;
  };
  const remove = async () => {
    if (!(await removal.run({}))) return false;
    void toast(t("app.removed"));
    onChanged();
    return true;
  };
  const keep = () => {
    setCodes(null);
    onChanged();
  };

  return (
    <SecurityCard
      title={t("app.title")}
      body={t("app.body")}
      actions={
        app ? (
          <>
            <ConfirmButton
              size="sm"
              label={t("app.renew")}
              title={t("app.renewTitle")}
              body={t("app.renewBody")}
              submit={t("app.renewSubmit")}
              action={renewal}
              onConfirm={renew}
            />
            <ConfirmButton
              size="sm"
              label={t("app.remove")}
              title={t("app.removeTitle")}
              body={t("app.removeBody")}
              submit={t("app.removeSubmit")}
              action={removal}
              onConfirm={remove}
            />
          </>
        ) : (
          <Button variant="default" size="sm" loading={enrol.isRunning} onClick={() => void begin()}>
            {t("app.enrol")}
          </Button>
        )
      }
    >
      {app ? (
        <Stack gap={2}>
          <Group gap={4}>
            <Text size="sm">{t("app.since")}</Text>
            <When at={app.confirmedAt} />
          </Group>
          <Text size="sm">{t("app.codesLeft", { count: app.recoveryCodesLeft })}</Text>
        </Stack>
      ) : null}
      <ActionFaults action={enrol} />
      <Dialog
        opened={enrolment !== null || codes !== null}
        onClose={codes ? keep : () => setEnrolment(null)}
        title={t(codes ? "codes.title" : "app.enrolTitle")}
        // A click beside the window must not lose codes that are shown once.
        closeOnClickOutside={false}
      >
        {codes ? <RecoveryCodes codes={codes} onKept={keep} /> : null}
        {enrolment && !codes ? (
          <ConfirmApp
            {...enrolment}
            onConfirmed={(made) => {
              setEnrolment(null);
              setCodes(made);
            }}
          />
        ) : null}
      </Dialog>
    </SecurityCard>
  );
}

interface ConfirmAppProps {
  secret: string;
  uri: string;
  onConfirmed: (recoveryCodes: readonly string[]) => void;
}

function ConfirmApp({ secret, uri, onConfirmed }: ConfirmAppProps) {
  const { t } = useTranslation("account");
  const [code, setCode] = useState("");
  const action = useAction(ConfirmAppDocument, "confirmApp");
  const file = useMemo(() => qrFileOf(uri), [uri]);
  const confirm = async () => {
    const confirmed = await action.run({ input: { code } });
    setCode("");
    if (confirmed?.outcome === "ConfirmAppPayload") onConfirmed(confirmed.recoveryCodes);
  };
  return (
    <ActionForm action={action} onSubmit={confirm} submit={t("app.confirm")} shownBeside={["code"]}>
      <Text>{t("app.scan")}</Text>
      <QrCode file={file} alt={t("app.qr")} />
      <div>
        <Text size="sm" c="dimmed">
          {t("app.secret")}
        </Text>
        <Code style={{ overflowWrap: "anywhere" }} data-testid="app-secret">
          {secret}
        </Code>
      </div>
      <TextInput
        label={t("app.code")}
        value={code}
        onChange={(event) => setCode(event.currentTarget.value)}
        error={refusalAt(action.refusal, "code")}
        autoComplete="one-time-code"
        inputMode="numeric"
        maxLength={7}
      />
    </ActionForm>
  );
}

function RecoveryCodes({ codes, onKept }: { codes: readonly string[]; onKept: () => void }) {
  const { t } = useTranslation("account");
  return (
    <Stack>
      <Text>{t("codes.body")}</Text>
      <Code block data-testid="recovery-codes">
        {codes.join("\n")}
      </Code>
      <CopyButton value={codes.join("\n")}>
        {({ copied, copy }) => (
          <Button variant="default" onClick={copy}>
            <span aria-live="polite">{t(copied ? "codes.copied" : "codes.copy")}</span>
          </Button>
        )}
      </CopyButton>
      <Button onClick={onKept}>{t("codes.kept")}</Button>
    </Stack>
  );
}
