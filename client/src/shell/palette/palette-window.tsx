import { useMantineColorScheme } from "@mantine/core";
import { Spotlight, spotlight } from "@mantine/spotlight";
import type { SpotlightActionData, SpotlightActionGroupData } from "@mantine/spotlight";
import IconMoon from "@tabler/icons-react/dist/esm/icons/IconMoon.mjs";
import IconSearch from "@tabler/icons-react/dist/esm/icons/IconSearch.mjs";
import IconSun from "@tabler/icons-react/dist/esm/icons/IconSun.mjs";
import { useTranslation } from "react-i18next";

import "@mantine/spotlight/styles.css";

const SHOWN_MAX = 30;

export const openPalette = spotlight.open;

interface PaletteWindowProps {
  typed: string;
  onTyped: (typed: string) => void;
  /** What can be gone to. A group of nothing is not shown. */
  places: readonly SpotlightActionGroupData[];
  /** What can be done besides changing the page's look. */
  actions?: readonly SpotlightActionData[];
}

/** A palette, whatever is found in it. */
export function PaletteWindow({ typed, onTyped, places, actions }: PaletteWindowProps) {
  const { t } = useTranslation();
  const { setColorScheme } = useMantineColorScheme();
  const appearance: SpotlightActionData[] = (["light", "dark"] as const).map((scheme) => ({
    id: scheme,
    label: t(`palette.appearance.${scheme}`),
    leftSection: scheme === "light" ? <IconSun size={18} aria-hidden /> : <IconMoon size={18} aria-hidden />,
    onClick: () => setColorScheme(scheme),
  }));

  return (
    <Spotlight
      actions={[
        ...places.filter((place) => place.actions.length > 0),
        { group: t("palette.actions"), actions: [...(actions ?? []), ...appearance] },
      ]}
      query={typed}
      onQueryChange={onTyped}
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
