import { Button, Stack, Text, Textarea } from "@mantine/core";
import { useState } from "react";
import { useTranslation } from "react-i18next";

import { ReinstatePartnerDocument, RevokePartnerDocument } from "../../graph/generated/graphql.js";
import { Dialog } from "../../shell/dialog.js";
import { ActionFaults } from "../../shell/form/action-faults.js";
import { ActionForm } from "../../shell/form/action-form.js";
import { refusalAt, useAction } from "../../shell/form/use-action.js";
import { toast } from "../../shell/toast.js";
import { useViewer } from "../../shell/use-viewer.js";

export interface PartnerStandingProps {
  partner: { id: string; name: string; revokedAt?: string | null | undefined };
  onChanged: () => void;
}

/** Takes a partner's part in the program away, or gives it back. */
export function PartnerStanding({ partner, onChanged }: PartnerStandingProps) {
  const { t } = useTranslation("changes");
  const { permissions } = useViewer();
  const [isOpen, setOpen] = useState(false);
  const isRevoked = Boolean(partner.revokedAt);
  if (!permissions.includes(isRevoked ? "partner:reinstate" : "partner:write")) return null;
  const onDone = () => {
    setOpen(false);
    onChanged();
  };
  return (
    <>
      <Button variant="default" onClick={() => setOpen(true)}>
        {t(isRevoked ? "partner.reinstate" : "partner.revoke")}
      </Button>
      <Dialog
        opened={isOpen}
        onClose={() => setOpen(false)}
        title={t(isRevoked ? "partner.reinstateTitle" : "partner.revokeTitle", { name: partner.name })}
      >
        {isRevoked ? <Reinstate partner={partner} onDone={onDone} /> : <Revoke partner={partner} onDone={onDone} />}
      </Dialog>
    </>
  );
}

interface FormProps {
  partner: PartnerStandingProps["partner"];
  onDone: () => void;
}

function Revoke({ partner, onDone }: FormProps) {
  const { t } = useTranslation("changes");
  const [reason, setReason] = useState("");
  const action = useAction(RevokePartnerDocument, "revokePartner");
  const revoke = async () => {
    if (!(await action.run({ input: { partnerId: partner.id, reason: reason.trim() || null } }))) return;
    void toast(t("partner.revoked", { name: partner.name }));
    onDone();
  };
  return (
    <ActionForm
      action={action}
      onSubmit={revoke}
      submit={t("partner.revokeSubmit")}
      isDangerous
      shownBeside={["reason"]}
    >
      <Text>{t("partner.revokeBody")}</Text>
      <Textarea
        label={t("partner.reason")}
        description={t("partner.reasonHint")}
        value={reason}
        maxLength={500}
        onChange={(event) => setReason(event.currentTarget.value)}
        error={refusalAt(action.refusal, "reason")}
        data-autofocus
      />
    </ActionForm>
  );
}

function Reinstate({ partner, onDone }: FormProps) {
  const { t } = useTranslation("changes");
  const action = useAction(ReinstatePartnerDocument, "reinstatePartner");
  const reinstate = async () => {
    if (!(await action.run({ input: { partnerId: partner.id } }))) return;
    void toast(t("partner.reinstated", { name: partner.name }));
    onDone();
  };
  return (
    <Stack>
      <Text>{t("partner.reinstateBody")}</Text>
      <ActionFaults action={action} />
      <Button onClick={() => void reinstate()} loading={action.isRunning}>
        {t("partner.reinstateSubmit")}
      </Button>
    </Stack>
  );
}
