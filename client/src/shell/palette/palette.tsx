import { useMantineColorScheme } from "@mantine/core";
import { Spotlight, spotlight } from "@mantine/spotlight";
import type { SpotlightActionData } from "@mantine/spotlight";
import IconCode from "@tabler/icons-react/dist/esm/icons/IconCode.mjs";
import IconMoon from "@tabler/icons-react/dist/esm/icons/IconMoon.mjs";
import IconSearch from "@tabler/icons-react/dist/esm/icons/IconSearch.mjs";
import IconSun from "@tabler/icons-react/dist/esm/icons/IconSun.mjs";
import { useNavigate } from "@tanstack/react-router";
import { useState } from "react";
import { useTranslation } from "react-i18next";

import "@mantine/spotlight/styles.css";

import { basePathOf } from "../../graph/base-path.js";
import { pagesFor } from "../pages.js";
import { useViewer } from "../use-viewer.js";
import { usePaletteFinds } from "./use-palette-finds.js";

const SHOWN_MAX = 30;

export const openPalette = spotlight.open;

/** Everything that can be gone to or done from here, found by typing. */
export function Palette() {
  const { t } = useTranslation();
  const navigate = useNavigate();
  const viewer = useViewer();
  const { setColorScheme } = useMantineColorScheme();
  const [typed, setTyped] = useState("");
  const finds = usePaletteFinds(typed);

  const pages: SpotlightActionData[] =
    viewer.kind === "PARTNER"
      ? []
      : pagesFor(viewer.permissions).map(({ to, name, icon: Icon }) => ({
          id: to,
          label: t(`nav.${name}`),
          leftSection: <Icon size={18} aria-hidden />,
          onClick: () => void navigate({ to }),
        }));
  const appearance: SpotlightActionData[] = (["light", "dark"] as const).map((scheme) => ({
    id: scheme,
    label: t(`palette.appearance.${scheme}`),
    leftSection: scheme === "light" ? <IconSun size={18} aria-hidden /> : <IconMoon size={18} aria-hidden />,
    onClick: () => setColorScheme(scheme),
  }));

  // Outside of this client, with the rights of whoever is signed in.
  const graphiql: SpotlightActionData = {
    id: "graphiql",
    label: t("palette.graphiql"),
    keywords: ["graph", "graphql", "api"],
    leftSection: <IconCode size={18} aria-hidden />,
    onClick: () => location.assign(`${basePathOf(location.pathname)}/graphiql`),
  };

  return (
    <Spotlight
      actions={[
        ...(pages.length > 0 ? [{ group: t("palette.pages"), actions: pages }] : []),
        ...finds,
        { group: t("palette.actions"), actions: [graphiql, ...appearance] },
      ]}
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
