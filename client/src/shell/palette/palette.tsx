import type { SpotlightActionData } from "@mantine/spotlight";
import IconCode from "@tabler/icons-react/dist/esm/icons/IconCode.mjs";
import { useNavigate } from "@tanstack/react-router";
import { useState } from "react";
import { useTranslation } from "react-i18next";

import { basePathOf } from "../../graph/base-path.js";
import { pagesFor } from "../pages.js";
import { useViewer } from "../use-viewer.js";
import { PaletteWindow } from "./palette-window.js";
import { usePaletteFinds } from "./use-palette-finds.js";

export { openPalette } from "./palette-window.js";

/** Everything that can be gone to or done from here, found by typing. */
export function Palette() {
  const { t } = useTranslation();
  const navigate = useNavigate();
  const viewer = useViewer();
  const [typed, setTyped] = useState("");
  const finds = usePaletteFinds(typed);

  const pages: SpotlightActionData[] =
    viewer.kind === "PARTNER"
      ? []
      : pagesFor(viewer).map(({ to, name, icon: Icon }) => ({
          id: to,
          label: t(`nav.${name}`),
          leftSection: <Icon size={18} aria-hidden />,
          onClick: () => void navigate({ to }),
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
    <PaletteWindow
      typed={typed}
      onTyped={setTyped}
      places={[{ group: t("palette.pages"), actions: pages }, ...finds]}
      actions={[graphiql]}
    />
  );
}
