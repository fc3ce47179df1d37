import type { SpotlightActionGroupData } from "@mantine/spotlight";
import IconCopy from "@tabler/icons-react/dist/esm/icons/IconCopy.mjs";
import IconTargetArrow from "@tabler/icons-react/dist/esm/icons/IconTargetArrow.mjs";
import IconUser from "@tabler/icons-react/dist/esm/icons/IconUser.mjs";
import { useDebouncedValue } from "@mantine/hooks";
import { useNavigate } from "@tanstack/react-router";
import { useTranslation } from "react-i18next";
import { useQuery } from "urql";

import { PaletteLinksDocument, PalettePartnersDocument, ProgramNamesDocument } from "../../graph/generated/graphql.js";
import { useViewer } from "../use-viewer.js";

const ASK_AFTER_MS = 200;

/** What the palette finds besides pages: programs and partners for members, a partner's own links to copy. */
export function usePaletteFinds(typed: string): SpotlightActionGroupData[] {
  const { t } = useTranslation();
  const navigate = useNavigate();
  const { kind, permissions } = useViewer();
  const [search] = useDebouncedValue(typed.trim(), ASK_AFTER_MS);
  const isPartner = kind === "PARTNER";
  const seesPartners = !isPartner && permissions.includes("partner:read");
  const [{ data: known }] = useQuery({ query: ProgramNamesDocument, pause: !seesPartners });
  const [{ data: found, fetching }] = useQuery({
    query: PalettePartnersDocument,
    variables: { search: search || null },
    pause: !seesPartners,
  });
  // Found by their address they match as well; those of an earlier search match only by their name.
  const keywords = !fetching && search === typed.trim() ? [typed] : [];
  const [{ data: own }] = useQuery({ query: PaletteLinksDocument, pause: !isPartner });

  return [
    {
      group: t("nav.programs"),
      actions: (known?.programs.nodes ?? []).map(({ id, name }) => ({
        id,
        label: name,
        leftSection: <IconTargetArrow size={18} aria-hidden />,
        onClick: () => void navigate({ to: "/programs/$programId", params: { programId: id } }),
      })),
    },
    {
      group: t("nav.partners"),
      actions: (found?.partners.nodes ?? []).map(({ id, name, email }) => ({
        id,
        label: name,
        ...(email ? { description: email } : {}),
        keywords,
        leftSection: <IconUser size={18} aria-hidden />,
        onClick: () => void navigate({ to: "/partners/$partnerId", params: { partnerId: id } }),
      })),
    },
    {
      group: t("nav.links"),
      actions: (own?.links.nodes ?? []).map(({ id, url, program }) => ({
        id,
        label: t("palette.copyLink", { program: program.name }),
        description: url,
        leftSection: <IconCopy size={18} aria-hidden />,
        onClick: () => void navigator.clipboard.writeText(url),
      })),
    },
  ];
}
