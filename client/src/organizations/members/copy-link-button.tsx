import { Button, CopyButton } from "@mantine/core";
import { useTranslation } from "react-i18next";

/** Copies the link of somebody's invitation, which is shown this one time. */
export function CopyLinkButton({ url, email }: { url: string; email: string }) {
  const { t } = useTranslation("organizations");
  return (
    <CopyButton value={url}>
      {({ copied, copy }) => (
        <Button
          variant="default"
          size="compact-sm"
          onClick={copy}
          aria-label={copied ? t("invite.copied") : t("invite.copyOf", { email })}
          style={{ flexShrink: 0 }}
        >
          {t(copied ? "invite.copied" : "invite.copy")}
        </Button>
      )}
    </CopyButton>
  );
}
