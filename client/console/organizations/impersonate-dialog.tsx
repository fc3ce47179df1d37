import { Checkbox, Select, Text, TextInput } from "@mantine/core";
import { useState } from "react";
import { useTranslation } from "react-i18next";

import { bearerToken } from "../../src/graph/bearer-token.js";
import { keepVisit } from "../../src/identity/operator-visit.js";
import { Dialog } from "../../src/shell/dialog.js";
import { ActionForm } from "../../src/shell/form/action-form.js";
import { refusalAt, useAction } from "../../src/shell/form/use-action.js";
import { ImpersonateMemberDocument } from "../generated/graphql.js";
import type { OrganizationMemberFragment } from "../generated/graphql.js";

/** Minutes; an hour is the most that the server gives. */
const LENGTHS = [10, 30, 60];
const LENGTH_DEFAULT = 30;

export interface ImpersonateDialogProps {
  organizationId: string;
  member: OrganizationMemberFragment;
  onClose: () => void;
}

/** Steps into a member's place: why, for how long, and whether to change anything. */
export function ImpersonateDialog({ organizationId, member, onClose }: ImpersonateDialogProps) {
  const { t } = useTranslation("operating");
  const [reason, setReason] = useState("");
  const [minutes, setMinutes] = useState(LENGTH_DEFAULT);
  const [canChange, setCanChange] = useState(false);
  const action = useAction(ImpersonateMemberDocument, "impersonateMember");
  const begin = async () => {
    const begun = await action.run({ input: { organizationId, membershipId: member.id, reason, minutes, canChange } });
    if (begun?.outcome !== "ImpersonateMemberPayload") return;
    // A token given by hand in this tab would go before the member's cookie.
    bearerToken.drop();
    keepVisit(organizationId);
    location.assign(begun.url.replace(/\/?$/, "/"));
  };
  return (
    <Dialog opened onClose={onClose} title={t("impersonate.title", { name: member.name })}>
      <ActionForm
        action={action}
        onSubmit={begin}
        submit={t("impersonate.submit")}
        shownBeside={["reason", "minutes"]}
        noValidate
      >
        <Text>{t("impersonate.body")}</Text>
        <TextInput
          label={t("reason.label")}
          description={t("reason.ofVisit")}
          withAsterisk
          maxLength={500}
          value={reason}
          onChange={(event) => setReason(event.currentTarget.value)}
          error={refusalAt(action.refusal, "reason")}
          data-autofocus
        />
        <Select
          label={t("impersonate.length")}
          data={LENGTHS.map((value) => ({ value: String(value), label: t("impersonate.minutes", { count: value }) }))}
          value={String(minutes)}
          onChange={(value) => setMinutes(Number(value ?? LENGTH_DEFAULT))}
          allowDeselect={false}
          error={refusalAt(action.refusal, "minutes")}
        />
        <Checkbox
          label={t("impersonate.canChange")}
          description={t("impersonate.canChangeHint")}
          checked={canChange}
          onChange={(event) => setCanChange(event.currentTarget.checked)}
        />
      </ActionForm>
    </Dialog>
  );
}
