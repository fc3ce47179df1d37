import { Avatar, Menu, Stack, Text, UnstyledButton, useMantineColorScheme } from "@mantine/core";
import IconDeviceDesktop from "@tabler/icons-react/dist/esm/icons/IconDeviceDesktop.mjs";
import IconLogout from "@tabler/icons-react/dist/esm/icons/IconLogout.mjs";
import IconMoon from "@tabler/icons-react/dist/esm/icons/IconMoon.mjs";
import IconSun from "@tabler/icons-react/dist/esm/icons/IconSun.mjs";
import { useRouter } from "@tanstack/react-router";
import { useTranslation } from "react-i18next";
import { useClient } from "urql";

import { bearerToken } from "../graph/bearer-token.js";
import { SignOutDocument } from "../graph/generated/graphql.js";
import type { Viewer } from "../identity/viewer-session.js";

const THEMES = [
  { scheme: "light", icon: IconSun },
  { scheme: "dark", icon: IconMoon },
  { scheme: "auto", icon: IconDeviceDesktop },
] as const;

export function AccountMenu({ viewer }: { viewer: Viewer }) {
  const { t } = useTranslation();
  const client = useClient();
  const router = useRouter();
  const { colorScheme, setColorScheme } = useMantineColorScheme();

  const signOut = async () => {
    await client.mutation(SignOutDocument, {}).toPromise();
    bearerToken.drop();
    // A fresh page: nothing of this person stays in memory.
    location.assign(router.buildLocation({ to: "/sign-in" }).href);
  };

  return (
    <Menu position="bottom-end" width={230}>
      <Menu.Target>
        <UnstyledButton aria-label={t("account.open")} style={{ borderRadius: "50%" }}>
          <Avatar name={viewer.name} color="river" variant="filled" radius="xl" />
        </UnstyledButton>
      </Menu.Target>
      <Menu.Dropdown>
        <Stack gap={0} px="sm" py={6}>
          <Text fw={600} truncate>
            {viewer.name}
          </Text>
          <Text size="sm" c="dimmed" truncate>
            {[t(`role.${viewer.role ?? "PARTNER"}`), viewer.email].filter(Boolean).join(" · ")}
          </Text>
        </Stack>
        <Menu.Divider />
        <Menu.Label>{t("account.theme")}</Menu.Label>
        {THEMES.map(({ scheme, icon: Icon }) => (
          <Menu.Item
            key={scheme}
            leftSection={<Icon size={18} aria-hidden />}
            onClick={() => setColorScheme(scheme)}
            aria-current={colorScheme === scheme}
            fw={colorScheme === scheme ? 600 : undefined}
          >
            {t(`account.${scheme}`)}
          </Menu.Item>
        ))}
        <Menu.Divider />
        <Menu.Item leftSection={<IconLogout size={18} aria-hidden />} onClick={() => void signOut()}>
          {t("account.signOut")}
        </Menu.Item>
      </Menu.Dropdown>
    </Menu>
  );
}
