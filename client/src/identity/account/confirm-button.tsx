import { Button, Stack, Text } from "@mantine/core";
import type { ButtonProps } from "@mantine/core";
import { useState } from "react";

import { Dialog } from "../../shell/dialog.js";
import { ActionFaults } from "../../shell/form/action-faults.js";
import type { Action } from "../../shell/form/use-action.js";

export interface ConfirmButtonProps extends ButtonProps {
  label: string;
  /** Where the button's own words do not say of what. */
  ariaLabel?: string;
  title: string;
  body: string;
  submit: string;
  action: Pick<Action<unknown, never>, "isRunning" | "refusal" | "error">;
  /** Does it; false: the window stays and says why. */
  onConfirm: () => Promise<boolean>;
}

/** A button that asks once more before it does what cannot be undone. */
export function ConfirmButton(props: ConfirmButtonProps) {
  const { label, ariaLabel, title, body, submit, action, onConfirm, ...button } = props;
  const [isOpen, setOpen] = useState(false);
  const confirm = async () => {
    if (await onConfirm()) setOpen(false);
  };
  return (
    <>
      <Button
        variant="default"
        size="compact-sm"
        {...button}
        onClick={() => setOpen(true)}
        {...(ariaLabel === undefined ? {} : { "aria-label": ariaLabel })}
      >
        {label}
      </Button>
      <Dialog opened={isOpen} onClose={() => setOpen(false)} title={title}>
        <Stack>
          <Text>{body}</Text>
          <ActionFaults action={action} />
          <Button color="red" onClick={() => void confirm()} loading={action.isRunning}>
            {submit}
          </Button>
        </Stack>
      </Dialog>
    </>
  );
}
