import { Button, Center } from "@mantine/core";
import IconCompass from "@tabler/icons-react/dist/esm/icons/IconCompass.mjs";
import { Link } from "@tanstack/react-router";
import { useTranslation } from "react-i18next";

import { EmptyState } from "./empty-state.js";

export function NotFoundPage() {
  const { t } = useTranslation();
  return (
    <Center mih="60dvh">
      <EmptyState icon={<IconCompass />} title={t("notFound.title")} body={t("notFound.body")}>
        <Button renderRoot={(props) => <Link {...props} to="/" />} variant="default" mt="sm">
          {t("notFound.home")}
        </Button>
      </EmptyState>
    </Center>
  );
}
