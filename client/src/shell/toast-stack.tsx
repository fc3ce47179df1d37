import "@mantine/notifications/styles.css";

import { Notifications, notifications } from "@mantine/notifications";
import i18next from "i18next";

const SHOWN_MS = 5_000;

export function showToast(message: string): void {
  const close = { "aria-label": i18next.t("shell:close") };
  notifications.show({ message, withBorder: true, autoClose: SHOWN_MS, closeButtonProps: close });
}

/** Stands within the page's main part: outside of every landmark it would be found by nobody. */
export function ToastStack() {
  return <Notifications position="bottom-center" withinPortal={false} />;
}
