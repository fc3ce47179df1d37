import { ActionIcon, Kbd, Text, UnstyledButton } from "@mantine/core";
import { useHotkeys } from "@mantine/hooks";
import IconSearch from "@tabler/icons-react/dist/esm/icons/IconSearch.mjs";
import { lazy, Suspense, useState } from "react";
import type { ComponentType } from "react";
import { useTranslation } from "react-i18next";

import classes from "./palette-button.module.css";

/** A palette's code. */
interface PaletteModule {
  openPalette: () => void;
  Palette: ComponentType;
}

const KEYS = navigator.platform.startsWith("Mac") ? "⌘ K" : "Ctrl K";

/** What opens a palette, as Ctrl-K does anywhere. Its code is loaded when it is first wanted. */
export function paletteButtonOf(load: () => Promise<PaletteModule>): ComponentType {
  const Palette = lazy(() => load().then((module) => ({ default: module.Palette })));
  return function PaletteButton() {
    const { t } = useTranslation();
    const [isLoaded, setLoaded] = useState(false);
    const open = async () => {
      const { openPalette } = await load();
      setLoaded(true);
      openPalette();
    };
    const want = () => void open();
    // Also from within a field: no field has another use for it.
    useHotkeys([["mod+K", want]], []);
    return (
      <>
        <UnstyledButton className={classes.wide} onClick={want} visibleFrom="sm">
          <IconSearch size={16} aria-hidden />
          <Text span size="sm">
            {t("palette.open")}
          </Text>
          <Kbd size="xs">{KEYS}</Kbd>
        </UnstyledButton>
        <ActionIcon size="lg" onClick={want} hiddenFrom="sm" aria-label={t("palette.open")}>
          <IconSearch size={20} aria-hidden />
        </ActionIcon>
        {isLoaded ? (
          <Suspense>
            <Palette />
          </Suspense>
        ) : null}
      </>
    );
  };
}
