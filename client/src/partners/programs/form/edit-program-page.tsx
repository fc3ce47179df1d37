import "../../../i18n/programs.js";

import { Button, Group, Paper, Skeleton, Stack, Title } from "@mantine/core";
import { useNavigate, useParams } from "@tanstack/react-router";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { useQuery } from "urql";

import { EditProgramDocument, ProgramDocument } from "../../../graph/generated/graphql.js";
import type { ProgramFieldsFragment } from "../../../graph/generated/graphql.js";
import { BackLink } from "../../../shell/back-link.js";
import { PageFailure } from "../../../shell/failure.js";
import { ActionFaults } from "../../../shell/form/action-faults.js";
import { useAction } from "../../../shell/form/use-action.js";
import { NotFoundPage } from "../../../shell/not-found-page.js";
import { PageTitle } from "../../../shell/page-title.js";
import { toast } from "../../../shell/toast.js";
import { EditEffects } from "./edit-effects.js";
import { editOf, programDraftOf } from "./program-draft.js";
import { PROGRAM_FIELDS, ProgramFields } from "./program-fields.js";
import { Simulation } from "./simulation.js";

/** Changes a program: what that means for whom, and what it would have cost, before it is published. */
export function EditProgramPage() {
  const { programId } = useParams({ from: "/signedIn/members/programs/$programId/edit" });
  const [{ data, error, fetching }, again] = useQuery({
    query: ProgramDocument,
    variables: { id: programId },
    requestPolicy: "network-only",
  });
  if (error) return <PageFailure error={error} onRetry={() => again({ requestPolicy: "network-only" })} />;
  if (fetching || !data) return <Skeleton h={400} />;
  if (!data.program) return <NotFoundPage />;
  return <EditProgram program={data.program} />;
}

function EditProgram({ program }: { program: ProgramFieldsFragment }) {
  const { t } = useTranslation("programs");
  const { t: partners } = useTranslation("partners");
  const navigate = useNavigate();
  const [draft, setDraft] = useState(() => programDraftOf(program));
  const action = useAction(EditProgramDocument, "editProgram");
  const edit = editOf(program, draft);

  const publish = async () => {
    if (!edit) return;
    const edited = await action.run({ input: edit });
    if (!edited) return;
    void toast(t("published"));
    void navigate({ to: "/programs/$programId", params: { programId: program.id } });
  };

  return (
    <>
      <BackLink to="/programs" name={partners("programs.title")} />
      <PageTitle title={t("edit", { name: program.name })} lead={t("editLead")} />
      <Stack>
        <Paper p="lg" component="section" aria-label={t("edit", { name: program.name })}>
          <ProgramFields draft={draft} onChange={setDraft} refusal={action.refusal} />
        </Paper>
        <Paper p="lg" component="section" aria-labelledby="what-changes">
          <Title order={2} id="what-changes" mb="sm">
            {t("effects.title")}
          </Title>
          <EditEffects edit={edit} />
        </Paper>
        <Simulation program={program} draft={draft} />
        <ActionFaults action={action} shownBeside={PROGRAM_FIELDS} />
        <Group>
          <Button onClick={() => void publish()} loading={action.isRunning} disabled={edit === null}>
            {t("publish")}
          </Button>
          <Button variant="default" onClick={() => setDraft(programDraftOf(program))} disabled={edit === null}>
            {t("discard")}
          </Button>
        </Group>
      </Stack>
    </>
  );
}
