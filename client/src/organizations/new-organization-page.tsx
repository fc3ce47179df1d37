import "../i18n/organizations.js";

import { Button, Paper, TextInput } from "@mantine/core";
import IconHourglass from "@tabler/icons-react/dist/esm/icons/IconHourglass.mjs";
import { Link, useSearch } from "@tanstack/react-router";
import { useState } from "react";
import { useTranslation } from "react-i18next";

import { CreateOrganizationDocument } from "../graph/generated/graphql.js";
import { EmptyState } from "../shell/empty-state.js";
import { ActionForm } from "../shell/form/action-form.js";
import { refusalAt, useAction } from "../shell/form/use-action.js";
import { PageTitle } from "../shell/page-title.js";
import { useViewer } from "../shell/use-viewer.js";
import { slugFrom } from "./slug-from.js";
import { WizardSteps } from "./wizard-steps.js";

/** The first step makes the organization; the others are taken inside of it. */
export function NewOrganizationPage() {
  const { t } = useTranslation("organizations");
  const { below } = useSearch({ from: "/signedIn/members/organizations/new" });
  const { organization } = useViewer();
  const [name, setName] = useState("");
  const [industry, setIndustry] = useState("");
  // Follows the name until it is edited by hand.
  const [ownSlug, setSlug] = useState<string | null>(null);
  const slug = ownSlug ?? slugFrom(name);
  const [waits, setWaits] = useState(false);
  const action = useAction(CreateOrganizationDocument, "createOrganization");
  const create = async () => {
    const made = await action.run({
      input: { name, slug, industry: industry || null, ...(below && { parentId: organization.id }) },
    });
    if (made?.outcome !== "CreateOrganizationPayload") return;
    // The other steps are taken inside, where nobody is let in yet.
    if (!made.membership) return setWaits(true);
    // A fresh page: from here on everything is the new organization's.
    location.assign(`/t/${made.membership.organization.slug}/organization/setup`);
  };
  if (waits) {
    return (
      <EmptyState
        isPage
        icon={<IconHourglass />}
        title={t("wizard.waits.title", { name: name.trim() })}
        body={t("wizard.waits.body")}
      >
        <Button component={Link} to="/" variant="default" mt="sm">
          {t("wizard.waits.back", { name: organization.name })}
        </Button>
      </EmptyState>
    );
  }
  return (
    <>
      <PageTitle title={t("wizard.title")} lead={t("wizard.lead")} />
      <WizardSteps step="info" />
      <Paper p="lg" maw={720}>
        <ActionForm
          action={action}
          onSubmit={create}
          submit={t("wizard.create")}
          shownBeside={["name", "slug", "industry"]}
        >
          <TextInput
            label={t("wizard.name")}
            withAsterisk
            value={name}
            onChange={(event) => setName(event.currentTarget.value)}
            error={refusalAt(action.refusal, "name")}
            data-autofocus
          />
          <TextInput
            label={t("wizard.slug")}
            description={t("wizard.slugHint")}
            withAsterisk
            value={slug}
            onChange={(event) => setSlug(event.currentTarget.value)}
            error={refusalAt(action.refusal, "slug")}
          />
          <TextInput
            label={t("wizard.industry")}
            value={industry}
            onChange={(event) => setIndustry(event.currentTarget.value)}
            error={refusalAt(action.refusal, "industry")}
          />
        </ActionForm>
      </Paper>
    </>
  );
}
