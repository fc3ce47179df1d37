import "../i18n/organizations.js";

import { Text } from "@mantine/core";
import { useTranslation } from "react-i18next";

import { LeaveOrganizationDocument } from "../graph/generated/graphql.js";
import type { Viewer } from "../identity/viewer-session.js";
import { Dialog } from "../shell/dialog.js";
import { ActionForm } from "../shell/form/action-form.js";
import { useAction } from "../shell/form/use-action.js";

/** Ends one's own membership, after a second thought. The session goes on, in another organization if there is one. */
export function LeaveDialog({ viewer, onClose }: { viewer: Viewer; onClose: () => void }) {
  const { t } = useTranslation("organizations");
  const action = useAction(LeaveOrganizationDocument, "leaveOrganization");
  const { name, slug } = viewer.organization;
  const leave = async () => {
    if (!(await action.run({}))) return;
    const other = viewer.memberships.find(({ organization }) => organization.slug !== slug);
    // A fresh page: nothing of this organization stays in memory.
    location.assign(other ? `/t/${other.organization.slug}/` : "/sign-in");
  };
  return (
    <Dialog opened onClose={onClose} title={t("leave.title", { organization: name })}>
      <ActionForm action={action} onSubmit={leave} submit={t("leave.submit")} isDangerous shownBeside={[]}>
        <Text>{t("leave.body")}</Text>
      </ActionForm>
    </Dialog>
  );
}
