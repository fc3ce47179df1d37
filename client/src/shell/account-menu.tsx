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
import IconShieldLock from "@tabler/icons-react/dist/esm/icons/IconShieldLock.mjs";
import { useRouter } from "@tanstack/react-router";
import { useTranslation } from "react-i18next";
import { useClient } from "urql";

import { bearerToken } from "../graph/bearer-token.js";
import { SignOutDocument } from "../graph/generated/graphql.js";
import type { Viewer } from "../identity/viewer-session.js";

const SCHEMES: readonly MantineColorScheme[] = ["light", "dark", "auto"];

/** Who is signed in, how the page looks to them, and the way out. */
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
    <Popover position="bottom-end" width={260} trapFocus returnFocus withinPortal={false} shadow="md">
      <Popover.Target>
        <UnstyledButton style={{ borderRadius: "50%" }}>
          <Avatar name={viewer.name} color="river" variant="filled" radius="xl" aria-hidden />
          <VisuallyHidden>{t("account.open")}</VisuallyHidden>
        </UnstyledButton>
      </Popover.Target>
      <Popover.Dropdown aria-label={t("account.open")}>
        <Stack gap="sm">
          <div>
            <Text fw={600} truncate>
              {viewer.name}
            </Text>
            <Text size="sm" c="dimmed" truncate>
              {[t(`role.${viewer.role ?? "PARTNER"}`), viewer.email].filter(Boolean).join(" · ")}
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
          {viewer.kind === "MEMBER" ? (
            <Button
              variant="default"
              size="sm"
              leftSection={<IconShieldLock size={18} aria-hidden />}
              onClick={() => void router.navigate({ to: "/account" })}
            >
              {t("account.security")}
            </Button>
          ) : null}
          <Button
            variant="default"
            size="sm"
            leftSection={<IconLogout size={18} aria-hidden />}
            onClick={() => void signOut()}
          >
            {t("account.signOut")}
          </Button>
        </Stack>
      </Popover.Dropdown>
    </Popover>
  );
}
