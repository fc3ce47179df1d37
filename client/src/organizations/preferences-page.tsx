import "../i18n/organizations.js";

import { NativeSelect, Skeleton, Stack, TextInput } from "@mantine/core";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { useQuery } from "urql";

import {
  ChangeDisplayDocument,
  ChangeLandingDocument,
  ChangeRoutingDocument,
  PreferencesDocument,
} from "../graph/generated/graphql.js";
import type { NotificationRouting, PreferencesQuery } from "../graph/generated/graphql.js";
import { displayAs } from "../shell/display.js";
import { PageFailure } from "../shell/failure.js";
import { SavedPart } from "../shell/form/saved-part.js";
import { refusalAt, useAction } from "../shell/form/use-action.js";
import { PageTitle } from "../shell/page-title.js";

type Me = NonNullable<PreferencesQuery["me"]>;

/** Every way; one that the graph gains fails the type check here. */
const ROUTINGS: Record<NotificationRouting, true> = {
  BELL_AND_EMAIL: true,
  BELL_ONLY: true,
  EMAIL_ONLY: true,
  NEITHER: true,
};
const ROUTING_NAMES = Object.keys(ROUTINGS) as NotificationRouting[];

/** How a person wants their pages, in whatever organization: each part saved by itself. */
export function PreferencesPage() {
  const { t } = useTranslation("organizations");
  const [{ data, error }, again] = useQuery({ query: PreferencesDocument, requestPolicy: "cache-and-network" });
  if (error) return <PageFailure error={error} onRetry={() => again({ requestPolicy: "network-only" })} />;
  if (!data) return <Skeleton h={300} />;
  return (
    <>
      <PageTitle title={t("preferences.title")} lead={t("preferences.lead")} />
      {data.me ? (
        <Stack maw={720}>
          <LandingForm me={data.me} />
          <RoutingForm me={data.me} />
          <DisplayForm me={data.me} />
        </Stack>
      ) : null}
    </>
  );
}

function LandingForm({ me }: { me: Me }) {
  const { t } = useTranslation("organizations");
  const [organizationId, setOrganization] = useState(me.preferences.landing?.id ?? "");
  const action = useAction(ChangeLandingDocument, "changeLandingOrganization");
  return (
    <SavedPart
      title={t("preferences.landing")}
      action={action}
      save={() => action.run({ input: { organizationId: organizationId || null } })}
      submit={t("preferences.saveLanding")}
    >
      <NativeSelect
        label={t("preferences.landingLabel")}
        value={organizationId}
        onChange={(event) => setOrganization(event.currentTarget.value)}
        data={[
          { value: "", label: t("preferences.landingLast") },
          ...me.memberships.map(({ organization }) => ({ value: organization.id, label: organization.name })),
        ]}
      />
    </SavedPart>
  );
}

function RoutingForm({ me }: { me: Me }) {
  const { t } = useTranslation("organizations");
  const [routing, setRouting] = useState(me.preferences.notificationRouting);
  const action = useAction(ChangeRoutingDocument, "changeNotificationRouting");
  return (
    <SavedPart
      title={t("preferences.news")}
      action={action}
      save={() => action.run({ input: { routing } })}
      submit={t("preferences.saveNews")}
    >
      <NativeSelect
        label={t("preferences.newsLabel")}
        description={t("preferences.newsHint")}
        value={routing}
        onChange={({ currentTarget: { value } }) => setRouting(ROUTING_NAMES.find((one) => one === value) ?? routing)}
        data={ROUTING_NAMES.map((one) => ({ value: one, label: t(`preferences.routing.${one}`) }))}
      />
    </SavedPart>
  );
}

function DisplayForm({ me }: { me: Me }) {
  const { t } = useTranslation("organizations");
  const [locale, setLocale] = useState(me.preferences.locale ?? "");
  const [displayCurrency, setCurrency] = useState(me.preferences.displayCurrency ?? "");
  const action = useAction(ChangeDisplayDocument, "changeDisplay");
  const input = { locale: locale.trim() || null, displayCurrency: displayCurrency.trim().toUpperCase() || null };
  const save = async () => {
    const saved = await action.run({ input });
    if (saved?.outcome === "ChangeDisplayPayload") {
      displayAs({ locale: saved.preferences.locale, currency: saved.preferences.displayCurrency });
    }
    return saved;
  };
  return (
    <SavedPart
      title={t("preferences.display")}
      action={action}
      save={save}
      submit={t("preferences.saveDisplay")}
      shownBeside={["locale", "displayCurrency"]}
    >
      <TextInput
        label={t("preferences.locale")}
        description={t("preferences.localeHint")}
        value={locale}
        onChange={(event) => setLocale(event.currentTarget.value)}
        error={refusalAt(action.refusal, "locale")}
      />
      <TextInput
        label={t("preferences.currency")}
        description={t("preferences.currencyHint")}
        value={displayCurrency}
        onChange={(event) => setCurrency(event.currentTarget.value)}
        error={refusalAt(action.refusal, "displayCurrency")}
      />
    </SavedPart>
  );
}
