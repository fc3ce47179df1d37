import { Button, CopyButton } from "@mantine/core";
import IconCheck from "@tabler/icons-react/dist/esm/icons/IconCheck.mjs";
import IconCopy from "@tabler/icons-react/dist/esm/icons/IconCopy.mjs";
import { useTranslation } from "react-i18next";

const COPIED_MS = 2_000;

export function CopyLinkButton({ url, isCompact = false }: { url: string; isCompact?: boolean }) {
  const { t } = useTranslation("partners");
  return (
    <CopyButton value={url} timeout={COPIED_MS}>
      {({ copied, copy }) => (
        <Button
          variant="default"
          size={isCompact ? "compact-sm" : "sm"}
          onClick={copy}
          leftSection={copied ? <IconCheck size={16} aria-hidden /> : <IconCopy size={16} aria-hidden />}
        >
          <span aria-live="polite">{copied ? t("links.copied") : t("links.copy")}</span>
        </Button>
      )}
    </CopyButton>
  );
}
