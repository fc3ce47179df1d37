import { Box, Group, Text, Title } from "@mantine/core";
import { useEffect } from "react";
import type { ReactNode } from "react";
import { useTranslation } from "react-i18next";

/** The one heading of a page, also the tab's name. */
export function PageTitle({ title, lead, aside }: { title: string; lead?: string; aside?: ReactNode }) {
  const { t } = useTranslation();
  useEffect(() => {
    document.title = `${title} · ${t("product")}`;
  }, [title, t]);
  return (
    <Group justify="space-between" align="center" mb="lg" gap="sm">
      <Box>
        <Title order={1}>{title}</Title>
        {lead ? <Text c="dimmed">{lead}</Text> : null}
      </Box>
      {aside}
    </Group>
  );
}
