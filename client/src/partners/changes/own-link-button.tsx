import { Button } from "@mantine/core";
import IconPlus from "@tabler/icons-react/dist/esm/icons/IconPlus.mjs";
import { lazy, Suspense, useState } from "react";
import { useTranslation } from "react-i18next";

import { useViewer } from "../../shell/use-viewer.js";

const OwnLinkDialog = lazy(() => import("./own-link-dialog.js").then((module) => ({ default: module.OwnLinkDialog })));

/** A partner makes a link of their own; the form is loaded when it is first wanted. */
export function OwnLinkButton({ onCreated }: { onCreated: () => void }) {
  const { t } = useTranslation("partners");
  const { permissions, partner } = useViewer();
  const [isOpen, setOpen] = useState(false);
  const [isLoaded, setLoaded] = useState(false);
  if (!permissions.includes("link:writeOwn") || partner?.status !== "ACTIVE") return null;
  const open = () => {
    setLoaded(true);
    setOpen(true);
  };
  return (
    <>
      <Button leftSection={<IconPlus size={16} aria-hidden />} onClick={open}>
        {t("links.make")}
      </Button>
      {isLoaded ? (
        <Suspense>
          <OwnLinkDialog partnerId={partner.id} isOpen={isOpen} onClose={() => setOpen(false)} onCreated={onCreated} />
        </Suspense>
      ) : null}
    </>
  );
}
