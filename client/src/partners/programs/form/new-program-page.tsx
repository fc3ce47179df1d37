import "../../../i18n/programs.js";

import { Button, Group, Paper, Stack } from "@mantine/core";
import { useNavigate } from "@tanstack/react-router";
import { useState } from "react";
import { useTranslation } from "react-i18next";

import { CreateProgramDocument } from "../../../graph/generated/graphql.js";
import { BackLink } from "../../../shell/back-link.js";
import { ActionFaults } from "../../../shell/form/action-faults.js";
import { useAction, useIdempotencyKey } from "../../../shell/form/use-action.js";
import { PageTitle } from "../../../shell/page-title.js";
import { toast } from "../../../shell/toast.js";
import { NEW_PROGRAM, programInputOf } from "./program-draft.js";
import { PROGRAM_FIELDS, ProgramFields } from "./program-fields.js";

/** A program from nothing. It is open as soon as it is created, unless it is given dates afterwards. */
export function NewProgramPage() {
  const { t } = useTranslation("programs");
  const { t: partners } = useTranslation("partners");
  const navigate = useNavigate();
  const [draft, setDraft] = useState(NEW_PROGRAM);
  const action = useAction(CreateProgramDocument, "createProgram");
  const keyOf = useIdempotencyKey();

  const create = async () => {
    const input = programInputOf(draft);
    const created = await action.run({ input: { ...input, idempotencyKey: keyOf(input) } });
    if (created?.outcome !== "CreateProgramPayload") return;
    void toast(t("created", { name: created.program.name }));
    void navigate({ to: "/programs/$programId", params: { programId: created.program.id } });
  };

  return (
    <>
      <BackLink to="/programs" name={partners("programs.title")} />
      <PageTitle title={t("new")} lead={t("newLead")} />
      <Paper
        p="lg"
        component="form"
        onSubmit={(event) => {
          event.preventDefault();
          void create();
        }}
      >
        <Stack>
          <ProgramFields draft={draft} onChange={setDraft} refusal={action.refusal} />
          <ActionFaults action={action} shownBeside={PROGRAM_FIELDS} />
          <Group>
            <Button type="submit" loading={action.isRunning}>
              {t("create")}
            </Button>
          </Group>
        </Stack>
      </Paper>
    </>
  );
}
