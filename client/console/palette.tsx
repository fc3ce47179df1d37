import { useDebouncedValue } from "@mantine/hooks";
import type { SpotlightActionData } from "@mantine/spotlight";
import IconBuildingCommunity from "@tabler/icons-react/dist/esm/icons/IconBuildingCommunity.mjs";
import IconFlag from "@tabler/icons-react/dist/esm/icons/IconFlag.mjs";
import { useNavigate } from "@tanstack/react-router";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { useQuery } from "urql";

import { PaletteWindow } from "../src/shell/palette/palette-window.js";
import { FlagKeysDocument, PaletteOrganizationsDocument } from "./generated/graphql.js";
import { PAGES } from "./pages.js";

export { openPalette } from "../src/shell/palette/palette-window.js";

const ASK_AFTER_MS = 200;

/** Everything that can be gone to from here, found by typing: pages, organizations and flags. */
export function Palette() {
  const { t } = useTranslation();
  const { t: own } = useTranslation("operating");
  const navigate = useNavigate();
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

  return (
    <PaletteWindow
      typed={typed}
      onTyped={setTyped}
      places={[
        { group: t("palette.pages"), actions: pages },
        { group: own("nav.organizations"), actions: organizations },
        { group: own("nav.flags"), actions: flags },
      ]}
    />
  );
}
