import { Alert, Button, Code, CopyButton, Stack } from "@mantine/core";
import { useTranslation } from "react-i18next";

/** A token, which the server shows this one time. */
export function ShownToken({ token, onKept }: { token: string; onKept: () => void }) {
  const { t } = useTranslation("identity");
  return (
    <Stack>
      <Alert variant="default" title={t("keys.once")}>
        {t("keys.onceBody")}
      </Alert>
      <Code block style={{ overflowWrap: "anywhere", whiteSpace: "pre-wrap" }} data-testid="api-key-token">
        {token}
      </Code>
      <CopyButton value={token}>
        {({ copied, copy }) => (
          <Button variant="default" onClick={copy}>
            <span aria-live="polite">{copied ? t("keys.copied") : t("keys.copy")}</span>
          </Button>
        )}
      </CopyButton>
      <Button onClick={onKept}>{t("keys.kept")}</Button>
    </Stack>
  );
}
