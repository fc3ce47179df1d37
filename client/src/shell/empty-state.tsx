import { Stack, Text, ThemeIcon, Title } from "@mantine/core";
import type { ReactNode } from "react";

import { CommandText } from "./command-text.js";

export interface EmptyStateProps {
  icon: ReactNode;
  title: string;
  /** What this place is for and what fills it. */
  body: string;
  /** Where it is the whole page, its title is the page's one heading. */
  isPage?: boolean;
  /** A command that works as it stands. */
  command?: string;
  children?: ReactNode;
}

/** Says what will stand here, and how to bring that about. */
export function EmptyState({ icon, title, body, isPage = false, command, children }: EmptyStateProps) {
  return (
    <Stack align="center" gap="xs" py="xl" px="md" ta="center">
      <ThemeIcon size={48} radius="xl" variant="default" aria-hidden>
        {icon}
      </ThemeIcon>
      <Title order={isPage ? 1 : 2} size="h3">
        {title}
      </Title>
      <Text c="dimmed" maw={460}>
        {body}
      </Text>
      {command ? <CommandText command={command} /> : null}
      {children}
    </Stack>
  );
}
