import { Box, Container, Skeleton, Stack } from "@mantine/core";
import type { ErrorComponentProps } from "@tanstack/react-router";
import { useRouter } from "@tanstack/react-router";
import { useTranslation } from "react-i18next";

import { Failure } from "./failure.js";
import { LonePage } from "./lone-page.js";

/** The shape of a page while it is on its way. */
export function RoutePending() {
  const { t } = useTranslation();
  return (
    <Container size="lg" py="xl" component="output" display="block" aria-label={t("loading")}>
      <Stack>
        <Skeleton h={36} w={220} />
        <Skeleton h={180} />
        <Skeleton h={320} />
      </Stack>
    </Container>
  );
}

/** The boundary around every page: a fault stays on its page, and may be tried again. */
export function RouteFailure({ error, reset }: ErrorComponentProps) {
  return (
    <Box p="md" maw={640} mx="auto">
      <Failure error={error} onRetry={useRetry(reset)} />
    </Box>
  );
}

/** The same where no page surrounds it: who is there could not be learnt, or may not come in now. */
export function LoneFailure({ error, reset }: ErrorComponentProps) {
  return (
    <LonePage>
      <Failure error={error} onRetry={useRetry(reset)} isPage />
    </LonePage>
  );
}

function useRetry(reset: () => void): () => void {
  const router = useRouter();
  return () => {
    reset();
    void router.invalidate();
  };
}
