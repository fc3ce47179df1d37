import { Select, TextInput } from "@mantine/core";
import { useState } from "react";
import { useTranslation } from "react-i18next";

import { ChangeMemberDepartmentDocument, ChangeMemberRoleDocument } from "../../graph/generated/graphql.js";
import type { MemberRowFragment } from "../../graph/generated/graphql.js";
import { Dialog } from "../../shell/dialog.js";
import { ActionForm } from "../../shell/form/action-form.js";
import { refusalAt, useAction } from "../../shell/form/use-action.js";
import { toast } from "../../shell/toast.js";
import { ROLES } from "./roles.js";

export interface ChangeMemberDialogProps {
  member: MemberRowFragment;
  onClose: () => void;
  onDone: () => void;
}

/** A member's role and department. Each is a change of its own; what was not touched is not sent. */
export function ChangeMemberDialog({ member, onClose, onDone }: ChangeMemberDialogProps) {
  const { t } = useTranslation("organizations");
  const { t: shell } = useTranslation("shell");
  const [role, setRole] = useState(member.role);
  const [department, setDepartment] = useState(member.departmentLabel ?? "");
  const roleChange = useAction(ChangeMemberRoleDocument, "changeMemberRole");
  const departmentChange = useAction(ChangeMemberDepartmentDocument, "changeMemberDepartment");
  const membershipId = member.id;
  const departmentLabel = department.trim() || null;
  const save = async () => {
    if (departmentLabel !== (member.departmentLabel ?? null)) {
      if (!(await departmentChange.run({ input: { membershipId, departmentLabel } }))) return;
    }
    if (role !== member.role && !(await roleChange.run({ input: { membershipId, role } }))) return;
    void toast(t("members.changed", { name: member.name }));
    onDone();
  };
  return (
    <Dialog opened onClose={onClose} title={t("members.changeTitle", { name: member.name })}>
      <ActionForm
        action={departmentChange.refusal || departmentChange.error ? departmentChange : roleChange}
        onSubmit={save}
        submit={t("members.save")}
        shownBeside={["departmentLabel"]}
      >
        <Select
          label={t("members.role")}
          description={t(`members.roleMeans.${role}`)}
          data={ROLES.map((value) => ({ value, label: shell(`role.${value}`) }))}
          value={role}
          onChange={(value) => setRole(ROLES.find((known) => known === value) ?? role)}
          allowDeselect={false}
          maxDropdownHeight={320}
        />
        <TextInput
          label={t("members.department")}
          description={t("members.departmentHint")}
          value={department}
          onChange={(event) => setDepartment(event.currentTarget.value)}
          error={refusalAt(departmentChange.refusal, "departmentLabel")}
        />
      </ActionForm>
    </Dialog>
  );
}
