import { Box, Group, Text } from "@mantine/core";
import { useTranslation } from "react-i18next";

import type { ConnectionState } from "../graph/graph-socket.js";
import classes from "./connection-badge.module.css";

/** An honest word about the line: it says live only while it is. */
export function ConnectionBadge({ state }: { state: ConnectionState }) {
  const { t } = useTranslation();
  return (
    <Group
      gap={8}
      wrap="nowrap"
      className={classes.badge}
      component="output"
      title={t(`connection.hint.${state}`)}
      data-testid="earnings-live"
      data-state={state}
    >
      <Box className={classes.dot} aria-hidden />
      <Text size="sm" fw={600} component="span">
        {t(`connection.${state}`)}
      </Text>
    </Group>
  );
}
