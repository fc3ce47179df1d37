import { Button, Stack } from "@mantine/core";
import type { ReactNode } from "react";

import type { Action } from "./use-action.js";
import { ActionFaults } from "./action-faults.js";

export interface ActionFormProps {
  action: Pick<Action<unknown, never>, "isRunning" | "refusal" | "error">;
  onSubmit: () => Promise<void>;
  /** What the button says. */
  submit: string;
  isDangerous?: boolean;
  /** Fields that show their own message. */
  shownBeside: readonly string[];
  /** Whether the form itself says what is missing, and not the browser. */
  noValidate?: boolean;
  children: ReactNode;
}

/** Fields, what came of the last attempt where no field says it, and the button that tries. */
export function ActionForm(props: ActionFormProps) {
  const { action, onSubmit, submit, isDangerous = false, shownBeside, noValidate = false, children } = props;
  return (
    <form
      noValidate={noValidate}
      onSubmit={(event) => {
        event.preventDefault();
        void onSubmit();
      }}
    >
      <Stack>
        {children}
        <ActionFaults action={action} shownBeside={shownBeside} />
        <Button type="submit" loading={action.isRunning} {...(isDangerous && { color: "red" })}>
          {submit}
        </Button>
      </Stack>
    </form>
  );
}
