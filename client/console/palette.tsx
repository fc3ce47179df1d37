import { useMantineColorScheme } from "@mantine/core";
import { useDebouncedValue } from "@mantine/hooks";
import { Spotlight, spotlight } from "@mantine/spotlight";
import type { SpotlightActionData } from "@mantine/spotlight";
import IconBuildingCommunity from "@tabler/icons-react/dist/esm/icons/IconBuildingCommunity.mjs";
import IconFlag from "@tabler/icons-react/dist/esm/icons/IconFlag.mjs";
import IconMoon from "@tabler/icons-react/dist/esm/icons/IconMoon.mjs";
import IconSearch from "@tabler/icons-react/dist/esm/icons/IconSearch.mjs";
import IconSun from "@tabler/icons-react/dist/esm/icons/IconSun.mjs";
import { useNavigate } from "@tanstack/react-router";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { useQuery } from "urql";

import "@mantine/spotlight/styles.css";

import { FlagKeysDocument, PaletteOrganizationsDocument } from "./generated/graphql.js";
import { PAGES } from "./pages.js";

const SHOWN_MAX = 30;
const ASK_AFTER_MS = 200;

export const openPalette = spotlight.open;

/** Everything that can be gone to from here, found by typing: pages, organizations and flags. */
export function Palette() {
  const { t } = useTranslation();
  const { t: own } = useTranslation("operating");
  const navigate = useNavigate();
  const { setColorScheme } = useMantineColorScheme();
  const [typed, setTyped] = useState("");
  const [search] = useDebouncedValue(typed.trim(), ASK_AFTER_MS);
  const [{ data: found }] = useQuery({
    query: PaletteOrganizationsDocument,
    variables: { search: search || null },
    requestPolicy: "cache-and-network",
  });
  const [{ data: known }] = useQuery({ query: FlagKeysDocument, requestPolicy: "cache-and-network" });

  const pages: SpotlightActionData[] = PAGES.map(({ to, name, icon: Icon }) => ({
    id: to,
    label: own(`nav.${name}`),
    leftSection: <Icon size={18} aria-hidden />,
    onClick: () => void navigate({ to }),
  }));
  const organizations: SpotlightActionData[] = (found?.operatedOrganizations.nodes ?? []).map(({ id, name, slug }) => ({
    id,
    label: name,
    description: slug,
    leftSection: <IconBuildingCommunity size={18} aria-hidden />,
    onClick: () => void navigate({ to: "/organizations/$organizationId", params: { organizationId: id } }),
  }));
  const flags: SpotlightActionData[] = (known?.flags ?? []).map(({ id, key, description }) => ({
    id,
    label: key,
    description,
    leftSection: <IconFlag size={18} aria-hidden />,
    onClick: () => void navigate({ to: "/flags/$flagKey", params: { flagKey: key } }),
  }));
  const appearance: SpotlightActionData[] = (["light", "dark"] as const).map((scheme) => ({
    id: scheme,
    label: t(`palette.appearance.${scheme}`),
    leftSection: scheme === "light" ? <IconSun size={18} aria-hidden /> : <IconMoon size={18} aria-hidden />,
    onClick: () => setColorScheme(scheme),
  }));
  const groups = [
    { group: t("palette.pages"), actions: pages },
    { group: own("nav.organizations"), actions: organizations },
    { group: own("nav.flags"), actions: flags },
    { group: t("palette.actions"), actions: appearance },
  ];

  return (
    <Spotlight
      actions={groups.filter(({ actions }) => actions.length > 0)}
      query={typed}
      onQueryChange={setTyped}
      shortcut={null}
      attributes={{ content: { "aria-label": t("palette.open") } }}
      // Paler than the name it would be too pale on the chosen line.
      styles={{ actionDescription: { opacity: 1, color: "inherit" } }}
      limit={SHOWN_MAX}
      scrollable
      maxHeight={420}
      nothingFound={t("palette.nothing")}
      searchProps={{
        leftSection: <IconSearch size={18} aria-hidden />,
        placeholder: t("palette.placeholder"),
        "aria-label": t("palette.placeholder"),
      }}
    />
  );
}
