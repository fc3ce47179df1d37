import { Alert, Button, Stack, Text } from "@mantine/core";
import IconAlertTriangle from "@tabler/icons-react/dist/esm/icons/IconAlertTriangle.mjs";
import { useTranslation } from "react-i18next";
import { CombinedError } from "urql";

export interface FailureProps {
  error: unknown;
  onRetry?: (() => void) | undefined;
}

/** What went wrong, in words that say whose turn it is, with a way to try again. */
export function Failure({ error, onRetry }: FailureProps) {
  const { t } = useTranslation();
  return (
    <Alert
      variant="outline"
      color="red"
      icon={<IconAlertTriangle aria-hidden />}
      title={t("failure.title")}
      role="alert"
      styles={{ title: { color: "var(--trb-loss)" } }}
    >
      <Stack gap="sm" align="flex-start">
        <Text>{sentence()}</Text>
        {onRetry ? (
          <Button variant="default" size="xs" onClick={onRetry}>
            {t("failure.again")}
          </Button>
        ) : null}
      </Stack>
    </Alert>
  );

  function sentence(): string {
    if (!(error instanceof CombinedError)) return t("failure.broken");
    if (error.networkError) return t("failure.unreachable");
    return t("failure.refused", { message: error.graphQLErrors[0]?.message ?? error.message });
  }
}
