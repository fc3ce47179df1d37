import { Anchor, Group } from "@mantine/core";
import IconChevronLeft from "@tabler/icons-react/dist/esm/icons/IconChevronLeft.mjs";
import { Link } from "@tanstack/react-router";
import type { LinkProps } from "@tanstack/react-router";

/** From one thing to the list that it stands in. */
export function BackLink({ to, name }: { to: LinkProps["to"]; name: string }) {
  return (
    <Anchor renderRoot={(props) => <Link {...props} to={to} />} size="sm" mb="xs" display="inline-block">
      <Group gap={2} component="span">
        <IconChevronLeft size={16} aria-hidden />
        {name}
      </Group>
    </Anchor>
  );
}
