import { Code, Stack, Text, ThemeIcon, Title } from "@mantine/core";
import type { ReactNode } from "react";

export interface EmptyStateProps {
  icon: ReactNode;
  title: string;
  /** What this place is for and what fills it. */
  body: string;
  /** A command that works as it stands. */
  command?: string;
  children?: ReactNode;
}

/** Says what will stand here, and how to bring that about. */
export function EmptyState({ icon, title, body, command, children }: EmptyStateProps) {
  return (
    <Stack align="center" gap="xs" py="xl" px="md" ta="center">
      <ThemeIcon size={48} radius="xl" variant="default" aria-hidden>
        {icon}
      </ThemeIcon>
      <Title order={3}>{title}</Title>
      <Text c="dimmed" maw={460}>
        {body}
      </Text>
      {command ? (
        <Code block tabIndex={0} maw="100%">
          {command}
        </Code>
      ) : null}
      {children}
    </Stack>
  );
}
