import IconBuildingCommunity from "@tabler/icons-react/dist/esm/icons/IconBuildingCommunity.mjs";
import IconFlag from "@tabler/icons-react/dist/esm/icons/IconFlag.mjs";
import IconMail from "@tabler/icons-react/dist/esm/icons/IconMail.mjs";
import IconUserShield from "@tabler/icons-react/dist/esm/icons/IconUserShield.mjs";

/** The console's pages, in the menu's order. Every operator may open them all. */
export const PAGES = [
  { to: "/organizations", name: "organizations", icon: IconBuildingCommunity },
  { to: "/flags", name: "flags", icon: IconFlag },
  { to: "/operators", name: "operators", icon: IconUserShield },
  { to: "/mail", name: "mail", icon: IconMail },
] as const;
