import { Alert, Button, Stack, Text } from "@mantine/core";
import IconAlertTriangle from "@tabler/icons-react/dist/esm/icons/IconAlertTriangle.mjs";
import { useTranslation } from "react-i18next";
import { CombinedError } from "urql";

import { hasCode, isNotFound } from "../graph/graph-client.js";
import { LazyNextStep } from "./lazy-next-step.js";
import { NotFoundPage } from "./not-found-page.js";

export interface FailureProps {
  error: unknown;
  onRetry?: (() => void) | undefined;
  /** Nothing else stands on the page. */
  isPage?: boolean;
}

/** A whole page that failed: what it is about may be gone, or never was, and then there is nothing to try again. */
export function PageFailure({ error, onRetry }: FailureProps) {
  if (error instanceof CombinedError && isNotFound(error)) return <NotFoundPage />;
  return <Failure error={error} onRetry={onRetry} />;
}

/** What went wrong, in words that say whose turn it is, with a way to try again. */
export function Failure({ error, onRetry, isPage = false }: FailureProps) {
  const { t } = useTranslation();
  // Asking again would not help.
  const isForbidden = error instanceof CombinedError && hasCode(error, "FORBIDDEN");
  const code =
    error instanceof CombinedError ? (error.graphQLErrors[0]?.extensions["code"] as string | undefined) : undefined;
  return (
    <Alert
      variant="outline"
      color="red"
      icon={<IconAlertTriangle aria-hidden />}
      title={isPage ? <h1 style={{ all: "unset" }}>{t("failure.title")}</h1> : t("failure.title")}
      role="alert"
      styles={{ title: { color: "var(--trb-loss)" } }}
    >
      <Stack gap="sm" align="flex-start">
        <Text>{sentence()}</Text>
        {code === "FORBIDDEN" ? null : <LazyNextStep code={code} />}
        {onRetry && !isForbidden ? (
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
    if (isForbidden) return t("failure.forbidden");
    return t("failure.refused", { message: error.graphQLErrors[0]?.message ?? error.message });
  }
}
