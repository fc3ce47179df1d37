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
import { useState } from "react";
import type { ReactNode } from "react";
import { useTranslation } from "react-i18next";

const SCHEMES: readonly MantineColorScheme[] = ["light", "dark", "auto"];

interface PersonMenuProps {
  name: string;
  /** The line below the name. */
  detail: string;
  /** Resolves to false where they are signed in still. */
  onSignOut: () => Promise<boolean>;
  /** Where else they can go from here. */
  children?: ReactNode;
}

/** Who is signed in, how the page looks to them, and the way out. */
export function PersonMenu({ name, detail, onSignOut, children }: PersonMenuProps) {
  const { t } = useTranslation();
  const [isStillIn, setStillIn] = useState(false);
  const { colorScheme, setColorScheme } = useMantineColorScheme();
  return (
    <Popover position="bottom-end" width={260} trapFocus returnFocus withinPortal={false} shadow="md">
      <Popover.Target>
        <UnstyledButton style={{ borderRadius: "50%" }}>
          <Avatar name={name} color="river" variant="filled" radius="xl" aria-hidden />
          <VisuallyHidden>{t("account.open")}</VisuallyHidden>
        </UnstyledButton>
      </Popover.Target>
      <Popover.Dropdown aria-label={t("account.open")}>
        <Stack gap="sm">
          <div>
            <Text fw={600} truncate>
              {name}
            </Text>
            <Text size="sm" c="dimmed" truncate>
              {detail}
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
          {children}
          <Button
            variant="default"
            size="sm"
            leftSection={<IconLogout size={18} aria-hidden />}
            onClick={() => void onSignOut().then((isOut) => setStillIn(!isOut))}
          >
            {t("account.signOut")}
          </Button>
          {isStillIn ? (
            <Text size="sm" role="alert" c="var(--trb-loss)">
              {t("account.stillSignedIn")}
            </Text>
          ) : null}
        </Stack>
      </Popover.Dropdown>
    </Popover>
  );
}
