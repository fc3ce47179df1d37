import IconAdjustments from "@tabler/icons-react/dist/esm/icons/IconAdjustments.mjs";
import IconCompass from "@tabler/icons-react/dist/esm/icons/IconCompass.mjs";
import IconMail from "@tabler/icons-react/dist/esm/icons/IconMail.mjs";
import IconReceipt from "@tabler/icons-react/dist/esm/icons/IconReceipt.mjs";
import IconSitemap from "@tabler/icons-react/dist/esm/icons/IconSitemap.mjs";
import IconSettings from "@tabler/icons-react/dist/esm/icons/IconSettings.mjs";
import IconBolt from "@tabler/icons-react/dist/esm/icons/IconBolt.mjs";
import IconChartBar from "@tabler/icons-react/dist/esm/icons/IconChartBar.mjs";
import IconCoins from "@tabler/icons-react/dist/esm/icons/IconCoins.mjs";
import IconHome from "@tabler/icons-react/dist/esm/icons/IconHome.mjs";
import IconKey from "@tabler/icons-react/dist/esm/icons/IconKey.mjs";
import IconLink from "@tabler/icons-react/dist/esm/icons/IconLink.mjs";
import IconTargetArrow from "@tabler/icons-react/dist/esm/icons/IconTargetArrow.mjs";
import IconUsersGroup from "@tabler/icons-react/dist/esm/icons/IconUsersGroup.mjs";
import IconUsers from "@tabler/icons-react/dist/esm/icons/IconUsers.mjs";
import IconNotebook from "@tabler/icons-react/dist/esm/icons/IconNotebook.mjs";

import type { Viewer } from "../identity/viewer-session.js";

/** The pages of members, in the menu's order; each is shown to whoever has its permission. */
export const PAGES = [
  { to: "/", name: "home", icon: IconHome, permission: null, section: "home" },
  { to: "/partners", name: "partners", icon: IconUsers, permission: "partner:read", section: "people" },
  { to: "/members", name: "members", icon: IconUsersGroup, permission: "member:read", section: "people" },
  { to: "/programs", name: "programs", icon: IconTargetArrow, permission: "program:read", section: "commerce" },
  { to: "/links", name: "links", icon: IconLink, permission: "partner:read", section: "commerce" },
  { to: "/commissions", name: "commissions", icon: IconCoins, permission: "commission:read", section: "commerce" },
  { to: "/events", name: "events", icon: IconBolt, permission: "event:read", section: "operations" },
  { to: "/statistics", name: "statistics", icon: IconChartBar, permission: "commission:read", section: "insights" },
  { to: "/journal", name: "journal", icon: IconNotebook, permission: "journal:read", section: "insights" },
  { to: "/keys", name: "keys", icon: IconKey, permission: "apiKey:read", section: "configuration" },
  {
    to: "/organization",
    name: "settings",
    icon: IconSettings,
    permission: "organization:readSettings",
    section: "configuration",
  },
  {
    to: "/billing",
    name: "billing",
    icon: IconReceipt,
    permission: "organization:readBilling",
    section: "configuration",
  },
  { to: "/mail", name: "mail", icon: IconMail, permission: "mail:configure", section: "configuration" },
  {
    to: "/tree",
    name: "tree",
    icon: IconSitemap,
    permission: "organization:readSettings",
    section: "configuration",
    isAmongMany: true,
  },
  { to: "/explore", name: "explore", icon: IconCompass, permission: null, section: "configuration", isAmongMany: true },
  { to: "/preferences", name: "preferences", icon: IconAdjustments, permission: null, section: "configuration" },
] as const;

export type Page = (typeof PAGES)[number];

/** The menu's groups (C-WS-02); the first has no head and is always open. */
export const SECTIONS = ["home", "people", "commerce", "operations", "insights", "configuration"] as const;

type Section = (typeof SECTIONS)[number];

/** Whether a group is open until somebody says otherwise: who runs the whole does not run the day. */
export const isOpenFor = (role: string | null, section: Section): boolean =>
  section !== "operations" || (role !== "OWNER" && role !== "MAINTAINER");

/** Those that lead somewhere for the viewer: whoever is alone on the installation has nobody to meet. */
export function pagesFor({ permissions, isOnlyOrganization }: Viewer): Page[] {
  return PAGES.filter(
    (page) =>
      (page.permission === null || permissions.includes(page.permission)) &&
      !(isOnlyOrganization && "isAmongMany" in page),
  );
}
