import { Center, Paper, Stack } from "@mantine/core";
import type { ReactNode } from "react";

import { Wordmark } from "./wordmark.js";

/** A page of its own, outside every home: one card in the middle, for whoever is not in yet. */
export function LonePage({ name, children }: { name?: string; children: ReactNode }) {
  return (
    <Center mih="100dvh" p="md" component="main" id="content">
      <Stack w="100%" maw={460} gap="lg">
        <Center>
          <Wordmark name={name} />
        </Center>
        <Paper p={{ base: "lg", sm: "xl" }}>{children}</Paper>
      </Stack>
    </Center>
  );
}
