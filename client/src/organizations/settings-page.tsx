import "../i18n/organizations.js";

import { NativeSelect, Skeleton, Stack, Switch, Text, TextInput } from "@mantine/core";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { useQuery } from "urql";

import {
  ChangeOrganizationProfileDocument,
  DeactivateOrganizationDocument,
  OrganizationSettingsDocument,
  RenameOrganizationDocument,
} from "../graph/generated/graphql.js";
import type { SettingsFieldsFragment, SizeBucket } from "../graph/generated/graphql.js";
import { PageFailure } from "../shell/failure.js";
import { ActionForm } from "../shell/form/action-form.js";
import { Part, SavedPart } from "../shell/form/saved-part.js";
import { refusalAt, useAction } from "../shell/form/use-action.js";
import { PageTitle } from "../shell/page-title.js";
import { useViewer } from "../shell/use-viewer.js";
import { BrandingPart } from "./branding-part.js";
import { CapabilitiesPart } from "./capabilities-part.js";
import { DescriptionField } from "./description-field.js";

/** Every size; one that the graph gains fails the type check here. */
const SIZES: Record<SizeBucket, true> = { UP_TO_50: true, UP_TO_250: true, UP_TO_1000: true, OVER_1000: true };
const SIZE_NAMES = Object.keys(SIZES) as SizeBucket[];

/** What an organization says of itself, how it looks, and its end: each part saved by itself. */
export function SettingsPage() {
  const { t } = useTranslation("organizations");
  const { permissions } = useViewer();
  const [{ data, error }, again] = useQuery({
    query: OrganizationSettingsDocument,
    requestPolicy: "cache-and-network",
  });
  const refresh = () => again({ requestPolicy: "network-only" });
  if (error) return <PageFailure error={error} onRetry={refresh} />;
  if (!data) return <Skeleton h={400} />;
  const settings = data.organizationSettings;
  return (
    <>
      <PageTitle title={t("settings.title")} lead={t("settings.lead")} />
      <Stack maw={720}>
        <NameForm settings={settings} />
        <ProfileForm settings={settings} />
        <BrandingPart settings={settings} onChanged={refresh} />
        {permissions.includes("organization:writeCapabilities") ? (
          <CapabilitiesPart settings={settings} onChanged={refresh} />
        ) : null}
        {permissions.includes("organization:deactivate") ? <DangerZone settings={settings} /> : null}
      </Stack>
    </>
  );
}

function NameForm({ settings: { organization } }: { settings: SettingsFieldsFragment }) {
  const { t } = useTranslation("organizations");
  const [name, setName] = useState(organization.name);
  const action = useAction(RenameOrganizationDocument, "renameOrganization");
  return (
    <SavedPart
      title={t("settings.name")}
      action={action}
      save={() => action.run({ input: { name } })}
      submit={t("settings.rename")}
      shownBeside={["name"]}
    >
      <TextInput
        label={t("settings.name")}
        description={t("settings.slug", { slug: organization.slug })}
        withAsterisk
        value={name}
        onChange={(event) => setName(event.currentTarget.value)}
        error={refusalAt(action.refusal, "name")}
      />
    </SavedPart>
  );
}

function ProfileForm({ settings }: { settings: SettingsFieldsFragment }) {
  const { t } = useTranslation("organizations");
  const [given, setGiven] = useState({
    description: settings.description ?? "",
    industry: settings.industry ?? "",
    website: settings.website ?? "",
    sizeBucket: settings.sizeBucket ?? "",
    isListed: settings.isListed,
    timeZone: settings.organization.timeZone,
  });
  const change = (changes: Partial<typeof given>) => setGiven((now) => ({ ...now, ...changes }));
  const action = useAction(ChangeOrganizationProfileDocument, "changeOrganizationProfile");
  const sizeBucket = SIZE_NAMES.find((size) => size === given.sizeBucket) ?? null;
  return (
    <SavedPart
      title={t("settings.profile")}
      action={action}
      save={() => action.run({ input: { ...given, sizeBucket } })}
      submit={t("settings.saveProfile")}
      shownBeside={["description", "industry", "website", "timeZone"]}
      noValidate
    >
      <DescriptionField description={given.description} change={change} action={action} />
      <TextInput
        label={t("settings.industry")}
        value={given.industry}
        onChange={(event) => change({ industry: event.currentTarget.value })}
        error={refusalAt(action.refusal, "industry")}
      />
      <TextInput
        label={t("settings.website")}
        type="url"
        placeholder="https://example.com"
        value={given.website}
        onChange={(event) => change({ website: event.currentTarget.value })}
        error={refusalAt(action.refusal, "website")}
      />
      <NativeSelect
        label={t("settings.size")}
        value={given.sizeBucket}
        onChange={(event) => change({ sizeBucket: event.currentTarget.value })}
        data={[
          { value: "", label: t("settings.sizeUnsaid") },
          ...SIZE_NAMES.map((size) => ({ value: size, label: t(`settings.sizes.${size}`) })),
        ]}
      />
      <TextInput
        label={t("settings.timeZone")}
        value={given.timeZone}
        onChange={(event) => change({ timeZone: event.currentTarget.value })}
        error={refusalAt(action.refusal, "timeZone")}
      />
      <Switch
        label={t("settings.listed")}
        description={t("settings.listedHint")}
        checked={given.isListed}
        onChange={(event) => change({ isListed: event.currentTarget.checked })}
      />
    </SavedPart>
  );
}

function DangerZone({ settings: { organization } }: { settings: SettingsFieldsFragment }) {
  const { t } = useTranslation("organizations");
  const [slug, setSlug] = useState("");
  const action = useAction(DeactivateOrganizationDocument, "deactivateOrganization");
  const end = async () => {
    // A fresh page: whoever was in it is let in no more.
    if (await action.run({ input: { slug } })) location.assign("/sign-in");
  };
  return (
    <Part title={t("settings.danger")}>
      <Text mb="md">{t("settings.dangerBody")}</Text>
      <ActionForm action={action} onSubmit={end} submit={t("settings.deactivate")} isDangerous shownBeside={["slug"]}>
        <TextInput
          label={t("settings.typeSlug", { slug: organization.slug })}
          value={slug}
          autoComplete="off"
          onChange={(event) => setSlug(event.currentTarget.value)}
          error={refusalAt(action.refusal, "slug")}
        />
      </ActionForm>
    </Part>
  );
}
