import "../../../i18n/programs.js";

import { Button, Group, Stack, Text, TextInput } from "@mantine/core";
import { Link } from "@tanstack/react-router";
import { useState } from "react";
import { useTranslation } from "react-i18next";

import { EndProgramDocument, ScheduleProgramDocument } from "../../../graph/generated/graphql.js";
import type { ProgramFieldsFragment } from "../../../graph/generated/graphql.js";
import { Dialog } from "../../../shell/dialog.js";
import { ActionFaults } from "../../../shell/form/action-faults.js";
import { ActionForm } from "../../../shell/form/action-form.js";
import { refusalAt, useAction } from "../../../shell/form/use-action.js";
import { toast } from "../../../shell/toast.js";
import { useViewer } from "../../../shell/use-viewer.js";
import { instantOfWallClock, wallClockOf } from "../../../shell/zoned-day.js";

type Asked = "schedule" | "end" | null;

/** What can be done to a program: edit it, give it dates, end it. */
export function ProgramActions({ program, onChanged }: { program: ProgramFieldsFragment; onChanged: () => void }) {
  const { t } = useTranslation("programs");
  const { permissions } = useViewer();
  const [asked, setAsked] = useState<Asked>(null);
  if (!permissions.includes("program:write")) return null;
  const close = () => setAsked(null);
  return (
    <Group gap="xs">
      <Button
        renderRoot={(props) => <Link {...props} to="/programs/$programId/edit" params={{ programId: program.id }} />}
        size="sm"
      >
        {t("actions.edit")}
      </Button>
      <Button variant="default" onClick={() => setAsked("schedule")}>
        {t("actions.schedule")}
      </Button>
      {program.status === "ENDED" ? null : (
        <Button variant="default" onClick={() => setAsked("end")}>
          {t("actions.end")}
        </Button>
      )}
      <Dialog opened={asked === "schedule"} onClose={close} title={t("schedule.title", { name: program.name })}>
        <ScheduleForm program={program} onDone={() => (close(), onChanged())} />
      </Dialog>
      <Dialog opened={asked === "end"} onClose={close} title={t("end.title", { name: program.name })}>
        <EndForm program={program} onDone={() => (close(), onChanged())} />
      </Dialog>
    </Group>
  );
}

/** An empty field means: none. */
function instantOrNone(text: string, timeZone: string): string | null {
  return text === "" ? null : instantOfWallClock(text, timeZone);
}

interface FormProps {
  program: ProgramFieldsFragment;
  onDone: () => void;
}

function ScheduleForm({ program, onDone }: FormProps) {
  const { t } = useTranslation("programs");
  const { timeZone } = useViewer().organization;
  const shown = (instant: string | null | undefined) => (instant ? wallClockOf(instant, timeZone) : "");
  const [startsAt, setStartsAt] = useState(shown(program.startsAt));
  const [endsAt, setEndsAt] = useState(shown(program.endsAt));
  const action = useAction(ScheduleProgramDocument, "scheduleProgram");
  const submit = async () => {
    const input = {
      programId: program.id,
      startsAt: instantOrNone(startsAt, timeZone),
      endsAt: instantOrNone(endsAt, timeZone),
    };
    if (!(await action.run({ input }))) return;
    void toast(t("schedule.done"));
    onDone();
  };
  return (
    <ActionForm action={action} onSubmit={submit} submit={t("schedule.submit")} shownBeside={["startsAt", "endsAt"]}>
      <Text size="sm" c="dimmed">
        {t("schedule.body", { timeZone })}
      </Text>
      <TextInput
        type="datetime-local"
        label={t("schedule.startsAt")}
        description={t("schedule.startsAtHint")}
        value={startsAt}
        onChange={(event) => setStartsAt(event.currentTarget.value)}
        error={refusalAt(action.refusal, "startsAt")}
        data-autofocus
      />
      <TextInput
        type="datetime-local"
        label={t("schedule.endsAt")}
        description={t("schedule.endsAtHint")}
        value={endsAt}
        onChange={(event) => setEndsAt(event.currentTarget.value)}
        error={refusalAt(action.refusal, "endsAt")}
      />
    </ActionForm>
  );
}

function EndForm({ program, onDone }: FormProps) {
  const { t } = useTranslation("programs");
  const action = useAction(EndProgramDocument, "endProgram");
  const end = async () => {
    if (!(await action.run({ input: { programId: program.id } }))) return;
    void toast(t("end.done"));
    onDone();
  };
  return (
    <Stack>
      <Text>{t("end.body")}</Text>
      <ActionFaults action={action} />
      <Button color="red" onClick={() => void end()} loading={action.isRunning}>
        {t("end.submit")}
      </Button>
    </Stack>
  );
}
