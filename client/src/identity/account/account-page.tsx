import "../../i18n/account.js";

import { SimpleGrid, Skeleton, Stack } from "@mantine/core";
import { useTranslation } from "react-i18next";
import { useQuery } from "urql";

import { AccountSecurityDocument } from "../../graph/generated/graphql.js";
import { PageFailure } from "../../shell/failure.js";
import { PageTitle } from "../../shell/page-title.js";
import { AppCard } from "./app-card.js";
import { PasskeysCard } from "./passkeys-card.js";
import { PasswordCard } from "./password-card.js";
import { SessionsCard } from "./sessions-card.js";

/** What somebody signs in with and where they are signed in, in their own hands. */
export function AccountPage() {
  const { t } = useTranslation("account");
  const [{ data, error }, ask] = useQuery({ query: AccountSecurityDocument, requestPolicy: "cache-and-network" });
  const refresh = () => ask({ requestPolicy: "network-only" });
  const security = data?.accountSecurity;
  if (error && !security) return <PageFailure error={error} onRetry={refresh} />;
  return (
    <>
      <PageTitle title={t("title")} lead={t("lead")} />
      {security ? (
        <Stack>
          <PasskeysCard security={security} onChanged={refresh} />
          <SimpleGrid cols={{ base: 1, md: 2 }}>
            <PasswordCard security={security} onChanged={refresh} />
            <AppCard security={security} onChanged={refresh} />
          </SimpleGrid>
          <SessionsCard security={security} onChanged={refresh} />
        </Stack>
      ) : (
        <Skeleton h={320} />
      )}
    </>
  );
}
