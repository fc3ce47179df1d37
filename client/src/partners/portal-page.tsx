import { Alert, Stack } from "@mantine/core";
import { useTranslation } from "react-i18next";

import { useViewer } from "../shell/use-viewer.js";
import { EarningsBoard } from "./earnings-board.js";

/** A partner's own page. */
export function PortalPage() {
  const { t } = useTranslation("partners");
  const { t: ledger } = useTranslation("ledger");
  const { partner } = useViewer();
  return (
    <Stack>
      {partner?.status === "REVOKED" ? <Alert variant="default">{t("partnerRevoked")}</Alert> : null}
      <EarningsBoard partnerId={null} title={ledger("earnings.title")} linksTitle={t("links.title")} />
    </Stack>
  );
}
