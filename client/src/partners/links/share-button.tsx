import { Button } from "@mantine/core";
import IconQrcode from "@tabler/icons-react/dist/esm/icons/IconQrcode.mjs";
import { lazy, Suspense, useState } from "react";
import { useTranslation } from "react-i18next";

import type { LinkRowFragment } from "../../graph/generated/graphql.js";

const ShareLink = lazy(() => import("./share-link.js").then((module) => ({ default: module.ShareLink })));

/** Opens a link's QR code and labels; their code is loaded when they are first wanted. */
export function ShareButton({ link, isCompact = false }: { link: LinkRowFragment; isCompact?: boolean }) {
  const { t } = useTranslation("partners");
  const [isOpen, setOpen] = useState(false);
  const [isLoaded, setLoaded] = useState(false);
  const open = () => {
    setLoaded(true);
    setOpen(true);
  };
  return (
    <>
      <Button
        variant="default"
        size={isCompact ? "compact-sm" : "sm"}
        onClick={open}
        leftSection={<IconQrcode size={16} aria-hidden />}
      >
        {t("links.share.open")}
      </Button>
      {isLoaded ? (
        <Suspense>
          <ShareLink link={link} isOpen={isOpen} onClose={() => setOpen(false)} />
        </Suspense>
      ) : null}
    </>
  );
}
