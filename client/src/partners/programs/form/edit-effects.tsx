import { Alert, List, Text } from "@mantine/core";
import { useDebouncedValue } from "@mantine/hooks";
import { useTranslation } from "react-i18next";
import { useQuery } from "urql";

import { PreviewProgramEditDocument } from "../../../graph/generated/graphql.js";
import type { EditProgramInput } from "../../../graph/generated/graphql.js";
import { Failure } from "../../../shell/failure.js";

const ASK_AFTER_MS = 400;

/** In plain words what an edit changes and for whom, as the server will apply it. */
export function EditEffects({ edit }: { edit: EditProgramInput | null }) {
  const { t } = useTranslation("programs");
  const [asked] = useDebouncedValue(edit, ASK_AFTER_MS);
  const [{ data, error }] = useQuery({
    query: PreviewProgramEditDocument,
    variables: { input: asked ?? { programId: "" } },
    pause: asked === null,
  });
  if (edit === null || asked === null) return <Text c="dimmed">{t("effects.none")}</Text>;
  if (error) return <Failure error={error} />;
  const preview = data?.previewProgramEdit;
  if (!preview) return <Text c="dimmed">{t("effects.asking")}</Text>;
  if (preview.outcome !== "ProgramEditPreview") {
    return (
      <Alert variant="outline" color="red" styles={{ message: { color: "var(--trb-loss)" } }}>
        {preview.message}
      </Alert>
    );
  }
  return (
    <List spacing="xs" data-testid="effects">
      {preview.effects.map(({ kind, message }) => (
        <List.Item key={kind}>{message}</List.Item>
      ))}
    </List>
  );
}
