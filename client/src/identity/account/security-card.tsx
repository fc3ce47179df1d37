import { Group, Paper, Stack, Text, Title } from "@mantine/core";
import type { ReactNode } from "react";

import type { SecurityFieldsFragment } from "../../graph/generated/graphql.js";

export interface SecurityCardProps {
  security: SecurityFieldsFragment;
  onChanged: () => void;
}

/** One way to sign in: what it is, how it stands, and what can be done about it. */
export function SecurityCard({ title, body, actions, children }: SecurityCardParts) {
  return (
    <Paper p="lg" component="section" aria-label={title}>
      <Stack gap="sm" h="100%">
        <Title order={2} size="h4">
          {title}
        </Title>
        {body ? (
          <Text c="dimmed" size="sm">
            {body}
          </Text>
        ) : null}
        {children}
        {actions ? (
          <Group gap="sm" mt="auto">
            {actions}
          </Group>
        ) : null}
      </Stack>
    </Paper>
  );
}

interface SecurityCardParts {
  title: string;
  body?: string;
  actions?: ReactNode;
  children?: ReactNode;
}
