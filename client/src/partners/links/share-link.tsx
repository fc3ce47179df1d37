import { Anchor, Group, Stack, Text, TextInput } from "@mantine/core";
import { useMemo, useState } from "react";
import { useTranslation } from "react-i18next";

import type { LinkRowFragment } from "../../graph/generated/graphql.js";
import { Dialog } from "../../shell/dialog.js";
import { QrCode, qrFileOf } from "../../shell/qr-code.js";
import { withoutScheme } from "../../shell/without-scheme.js";
import { CopyLinkButton } from "./copy-link-button.js";
import { isLabel, labelledUrl } from "./labelled-url.js";

export interface ShareLinkProps {
  link: LinkRowFragment;
  isOpen: boolean;
  onClose: () => void;
}

/** A link as a QR code for print, and with a label that tells one place where it is shared from another. */
export function ShareLink({ link, isOpen, onClose }: ShareLinkProps) {
  const { t } = useTranslation("partners");
  const [label, setLabel] = useState("");
  const url = labelledUrl(link.url, label);
  const file = useMemo(() => qrFileOf(url), [url]);
  return (
    <Dialog opened={isOpen} onClose={onClose} title={t("links.share.title", { program: link.program.name })}>
      <Stack>
        <QrCode file={file} alt={t("links.share.code", { url })} />
        <TextInput
          label={t("links.share.label")}
          description={t("links.share.labelHint")}
          placeholder={t("links.share.labelExample")}
          value={label}
          maxLength={64}
          onChange={(event) => setLabel(event.currentTarget.value.trim())}
          error={label !== "" && !isLabel(label) ? t("links.share.labelRefused") : null}
        />
        <Text size="sm" style={{ overflowWrap: "anywhere" }} data-testid="shared-url">
          {withoutScheme(url)}
        </Text>
        <Group gap="md">
          <CopyLinkButton url={url} />
          <Anchor href={file} download={`${link.key}${isLabel(label) ? `-${label}` : ""}.svg`} size="sm">
            {t("links.share.download")}
          </Anchor>
        </Group>
      </Stack>
    </Dialog>
  );
}
