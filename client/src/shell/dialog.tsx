import { Group, Modal } from "@mantine/core";
import type { ModalRootProps } from "@mantine/core";
import { useTranslation } from "react-i18next";

import classes from "./dialog.module.css";

export interface DialogProps extends ModalRootProps {
  title: string;
}

/** A window over the page. Its head is a plain row: Mantine's own would be a second banner of the page. */
export function Dialog({ title, children, ...root }: DialogProps) {
  const { t } = useTranslation();
  return (
    <Modal.Root {...root}>
      <Modal.Overlay backgroundOpacity={0.4} blur={2} />
      <Modal.Content>
        <Group justify="space-between" wrap="nowrap" className={classes.head}>
          <Modal.Title className={classes.title}>{title}</Modal.Title>
          <Modal.CloseButton aria-label={t("close")} />
        </Group>
        <Modal.Body>{children}</Modal.Body>
      </Modal.Content>
    </Modal.Root>
  );
}
