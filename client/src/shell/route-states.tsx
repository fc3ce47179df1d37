import { Box, Container, Skeleton, Stack } from "@mantine/core";
import type { ErrorComponentProps } from "@tanstack/react-router";
import { useRouter } from "@tanstack/react-router";
import { useTranslation } from "react-i18next";

import { Failure } from "./failure.js";

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
  const router = useRouter();
  return (
    <Box p="md" maw={640} mx="auto">
      <Failure
        error={error}
        onRetry={() => {
          reset();
          void router.invalidate();
        }}
      />
    </Box>
  );
}
