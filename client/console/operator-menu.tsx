import {
  Avatar,
  Button,
  Divider,
  Popover,
  SegmentedControl,
  Stack,
  Text,
  UnstyledButton,
  useMantineColorScheme,
  VisuallyHidden,
} from "@mantine/core";
import type { MantineColorScheme } from "@mantine/core";
import IconLogout from "@tabler/icons-react/dist/esm/icons/IconLogout.mjs";
import { useRouteContext } from "@tanstack/react-router";
import { useState } from "react";
import { useTranslation } from "react-i18next";

import { CONSOLE } from "./addresses.js";
import type { Operator } from "./operator-session.js";

const SCHEMES: readonly MantineColorScheme[] = ["light", "dark", "auto"];

/** Who is signed in, how the console looks to them, and the way out. */
export function OperatorMenu({ operator }: { operator: Operator }) {
  const { t } = useTranslation();
  const { t: own } = useTranslation("operating");
  const { session } = useRouteContext({ from: "__root__" });
  const { colorScheme, setColorScheme } = useMantineColorScheme();
  const [hasFailed, setFailed] = useState(false);

  const signOut = async () => {
    // Who is told that they are signed out must be.
    if (await session.signOut()) location.assign(`${CONSOLE}/sign-in`);
    else setFailed(true);
  };

  return (
    <Popover position="bottom-end" width={260} trapFocus returnFocus withinPortal={false} shadow="md">
      <Popover.Target>
        <UnstyledButton style={{ borderRadius: "50%" }}>
          <Avatar name={operator.name} color="river" variant="filled" radius="xl" aria-hidden />
          <VisuallyHidden>{t("account.open")}</VisuallyHidden>
        </UnstyledButton>
      </Popover.Target>
      <Popover.Dropdown aria-label={t("account.open")}>
        <Stack gap="sm">
          <div>
            <Text fw={600} truncate>
              {operator.name}
            </Text>
            <Text size="sm" c="dimmed" truncate>
              {operator.email}
            </Text>
          </div>
          <SegmentedControl
            aria-label={t("account.theme")}
            size="xs"
            fullWidth
            value={colorScheme}
            onChange={(scheme) => setColorScheme(scheme)}
            data={SCHEMES.map((value) => ({ value, label: t(`account.${value}`) }))}
          />
          <Divider />
          <Button
            variant="default"
            size="sm"
            leftSection={<IconLogout size={18} aria-hidden />}
            onClick={() => void signOut()}
          >
            {t("account.signOut")}
          </Button>
          {hasFailed ? (
            <Text size="sm" role="alert" c="var(--trb-loss)">
              {own("signOutFailed")}
            </Text>
          ) : null}
        </Stack>
      </Popover.Dropdown>
    </Popover>
  );
}
