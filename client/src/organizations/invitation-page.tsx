import "../i18n/organizations.js";

import { Alert, Anchor, Button, Center, Loader, Stack, Text, TextInput, Title } from "@mantine/core";
import { useEffect, useState } from "react";
import { useTranslation } from "react-i18next";
import { useClient, useQuery } from "urql";

import {
  AcceptInvitationDocument,
  EnterJoinedOrganizationDocument,
  InvitationPreviewDocument,
} from "../graph/generated/graphql.js";
import type { InvitationPreviewQuery } from "../graph/generated/graphql.js";
import { Failure } from "../shell/failure.js";
import { ActionForm } from "../shell/form/action-form.js";
import { refusalAt, useAction } from "../shell/form/use-action.js";
import { LonePage } from "../shell/lone-page.js";
import { forgetInvitation, takeInvitationToken } from "./kept-invitation.js";

/** What an invitation's link leads to, for whoever opens it: nobody need be signed in. */
export function InvitationPage() {
  const { t } = useTranslation("organizations");
  const [token] = useState(takeInvitationToken);
  const [{ data, error }, again] = useQuery({
    query: InvitationPreviewDocument,
    variables: { token: token ?? "" },
    requestPolicy: "network-only",
  });
  const preview = data?.invitationPreview;
  const isOver = data !== undefined && preview?.standing !== "OPEN";
  useEffect(() => {
    if (isOver) forgetInvitation();
  }, [isOver]);

  return (
    <LonePage>
      {error ? (
        <Failure error={error} onRetry={again} />
      ) : !data ? (
        <Center py="lg" component="output" aria-label={t("invitation.loading")}>
          <Loader type="dots" aria-hidden />
        </Center>
      ) : preview?.standing === "OPEN" ? (
        <Offer token={token ?? ""} preview={preview} ownEmail={data.me?.email ?? null} />
      ) : (
        <Stack>
          <Title order={1} size="h2">
            {t(preview?.standing === "ACCEPTED" ? "invitation.accepted.title" : "invitation.over.title")}
          </Title>
          <Text c="dimmed" role="alert">
            {t(preview?.standing === "ACCEPTED" ? "invitation.accepted.body" : "invitation.over.body")}
          </Text>
          <Anchor href="/sign-in">{t("invitation.signIn")}</Anchor>
        </Stack>
      )}
    </LonePage>
  );
}

type Preview = NonNullable<InvitationPreviewQuery["invitationPreview"]>;

const leave = () => {
  forgetInvitation();
  location.assign("/");
};

function Offer({ token, preview, ownEmail }: { token: string; preview: Preview; ownEmail: string | null }) {
  const { t } = useTranslation("organizations");
  const { t: shell } = useTranslation("shell");
  const client = useClient();
  const action = useAction(AcceptInvitationDocument, "acceptInvitation");
  const [name, setName] = useState("");
  const accept = async () => {
    const accepted = await action.run({ input: { token, name: ownEmail === null ? name : null } });
    if (accepted?.outcome !== "AcceptInvitationPayload") return;
    forgetInvitation();
    // Whoever was somewhere else goes over; whoever is new is there already.
    await client
      .mutation(EnterJoinedOrganizationDocument, { input: { organizationId: accepted.organization.id } })
      .toPromise();
    // Everything that is known of who looks at the page has changed.
    location.assign("/");
  };
  const { organizationName, inviterName, role, maskedEmail } = preview;
  return (
    <Stack>
      <Title order={1} size="h2" style={{ overflowWrap: "anywhere" }}>
        {t("invitation.title", { organization: organizationName })}
      </Title>
      <Text>
        {inviterName === null
          ? t("invitation.body", { role: shell(`role.${role}`) })
          : t("invitation.bodyFrom", { inviter: inviterName, role: shell(`role.${role}`) })}
      </Text>
      <Text size="sm" c="dimmed">
        {t("invitation.for", { email: maskedEmail })}
      </Text>
      {ownEmail === null ? null : <Alert variant="default">{t("invitation.signedInAs", { email: ownEmail })}</Alert>}
      <ActionForm action={action} onSubmit={accept} submit={t("invitation.accept")} shownBeside={["name"]}>
        {ownEmail === null ? (
          <TextInput
            label={t("invitation.name")}
            description={t("invitation.nameHint")}
            value={name}
            onChange={(event) => setName(event.currentTarget.value)}
            error={refusalAt(action.refusal, "name")}
            autoComplete="name"
          />
        ) : null}
      </ActionForm>
      {ownEmail === null ? (
        <Button component="a" href="/sign-in" variant="default">
          {t("invitation.haveAccount")}
        </Button>
      ) : (
        <Button variant="default" onClick={leave}>
          {t("invitation.notNow")}
        </Button>
      )}
    </Stack>
  );
}
