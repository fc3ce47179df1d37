import { Button, Center } from "@mantine/core";
import IconCompass from "@tabler/icons-react/dist/esm/icons/IconCompass.mjs";
import { Link } from "@tanstack/react-router";
import { useTranslation } from "react-i18next";

import { EmptyState } from "./empty-state.js";

/** What was asked for is not there, or not for us. */
export function NotFoundPage() {
  const { t } = useTranslation();
  return (
    <Center mih="60dvh">
      <EmptyState icon={<IconCompass />} title={t("notFound.title")} body={t("notFound.body")} isPage>
        <Button renderRoot={(props) => <Link {...props} to="/" />} variant="default" mt="sm">
          {t("notFound.home")}
        </Button>
      </EmptyState>
    </Center>
  );
}

/** The same where no page surrounds it: an address that leads nowhere. */
export function NowherePage() {
  return (
    <main>
      <NotFoundPage />
    </main>
  );
}
