import { Group, Text } from "@mantine/core";
import { useTranslation } from "react-i18next";

/** Two streams that become one. */
export function Wordmark({ name }: { name?: string | undefined }) {
  const { t } = useTranslation();
  return (
    <Group gap={10} wrap="nowrap" miw={0}>
      <svg width="28" height="28" viewBox="0 0 32 32" fill="none" aria-hidden focusable="false">
        <rect width="32" height="32" rx="8" fill="#0f766e" />
        <path d="M8 7c0 7 8 7 8 13v6M24 7c0 7-8 7-8 13" stroke="#fff" strokeWidth="3" strokeLinecap="round" />
      </svg>
      <Text fw={700} truncate>
        {name ?? t("product")}
      </Text>
    </Group>
  );
}
