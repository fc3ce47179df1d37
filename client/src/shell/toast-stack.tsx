import "@mantine/notifications/styles.css";

import { Notifications, notifications } from "@mantine/notifications";
import { useTranslation } from "react-i18next";

const SHOWN_MS = 5_000;

export function showToast(message: string): void {
  notifications.show({ message, withBorder: true, autoClose: SHOWN_MS });
}

export function ToastStack() {
  const { t } = useTranslation();
  return <Notifications position="bottom-center" aria-label={t("toasts")} />;
}
