import { Button, TextInput } from "@mantine/core";
import IconPlus from "@tabler/icons-react/dist/esm/icons/IconPlus.mjs";
import { useState } from "react";
import { useTranslation } from "react-i18next";

import { CreateLinkDocument } from "../../graph/generated/graphql.js";
import { Dialog } from "../../shell/dialog.js";
import { ActionForm } from "../../shell/form/action-form.js";
import { refusalAt, useAction, useIdempotencyKey } from "../../shell/form/use-action.js";
import { toast } from "../../shell/toast.js";
import { useViewer } from "../../shell/use-viewer.js";
import { PartnerSelect } from "../partner-select.js";
import { ProgramSelect } from "../programs/program-select.js";
import { LinkKeyField } from "./link-key-field.js";

export interface CreateLinkButtonProps {
  /** Whose; absent: to be chosen. */
  partnerId?: string;
  onCreated: () => void;
}

/** Creates a link for a partner into a program. */
export function CreateLinkButton({ partnerId, onCreated }: CreateLinkButtonProps) {
  const { t } = useTranslation("changes");
  const { permissions } = useViewer();
  const [isOpen, setOpen] = useState(false);
  if (!permissions.includes("link:write")) return null;
  return (
    <>
      <Button leftSection={<IconPlus size={16} aria-hidden />} onClick={() => setOpen(true)}>
        {t("link.new")}
      </Button>
      <Dialog opened={isOpen} onClose={() => setOpen(false)} title={t("link.new")}>
        <CreateLinkForm
          partnerId={partnerId}
          onDone={() => {
            setOpen(false);
            onCreated();
          }}
        />
      </Dialog>
    </>
  );
}

function CreateLinkForm({ partnerId: given, onDone }: { partnerId: string | undefined; onDone: () => void }) {
  const { t } = useTranslation("changes");
  const [partnerId, setPartnerId] = useState<string | null>(given ?? null);
  const [programId, setProgramId] = useState<string | null>(null);
  const [key, setKey] = useState("");
  const [destinationUrl, setDestinationUrl] = useState("");
  const [isIncomplete, setIncomplete] = useState(false);
  const action = useAction(CreateLinkDocument, "createLink");
  const keyOf = useIdempotencyKey();
  const create = async () => {
    setIncomplete(partnerId === null || programId === null);
    if (partnerId === null || programId === null) return;
    const input = {
      partnerId,
      programId,
      key: key.trim() || null,
      destinationUrl: destinationUrl.trim() || null,
    };
    const created = await action.run({ input: { ...input, idempotencyKey: keyOf(input) } });
    if (!created) return;
    void toast(t("link.created"));
    onDone();
  };
  const missing = (id: string | null) => (isIncomplete && id === null ? t("link.missing") : null);
  return (
    <ActionForm
      action={action}
      onSubmit={create}
      submit={t("link.create")}
      shownBeside={["key", "destinationUrl"]}
      noValidate
    >
      {given === undefined ? (
        <PartnerSelect
          label={t("link.partner")}
          value={partnerId}
          onChange={setPartnerId}
          required
          error={missing(partnerId)}
        />
      ) : null}
      <ProgramSelect
        label={t("link.program")}
        value={programId}
        onChange={setProgramId}
        required
        error={missing(programId)}
      />
      <TextInput
        label={t("link.destination")}
        description={t("link.destinationHint")}
        type="url"
        value={destinationUrl}
        onChange={(event) => setDestinationUrl(event.currentTarget.value)}
        error={refusalAt(action.refusal, "destinationUrl")}
      />
      <LinkKeyField value={key} onChange={setKey} refusal={action.refusal} />
    </ActionForm>
  );
}
