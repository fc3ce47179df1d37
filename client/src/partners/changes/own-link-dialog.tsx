import "../../i18n/changes.js";

import { Select, Skeleton, Text, TextInput } from "@mantine/core";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { useQuery } from "urql";

import { CreateLinkDocument, OwnProgramsDocument } from "../../graph/generated/graphql.js";
import type { OwnProgramsQuery } from "../../graph/generated/graphql.js";
import { Dialog } from "../../shell/dialog.js";
import { Failure } from "../../shell/failure.js";
import { ActionForm } from "../../shell/form/action-form.js";
import { refusalAt, useAction, useIdempotencyKey } from "../../shell/form/use-action.js";
import { toast } from "../../shell/toast.js";
import { withoutScheme } from "../../shell/without-scheme.js";
import { deepLinkFault } from "../links/deep-link.js";
import { LinkKeyField } from "./link-key-field.js";

type OwnProgram = OwnProgramsQuery["programs"]["nodes"][number];

export interface OwnLinkDialogProps {
  partnerId: string;
  isOpen: boolean;
  onClose: () => void;
  onCreated: () => void;
}

export function OwnLinkDialog({ partnerId, isOpen, onClose, onCreated }: OwnLinkDialogProps) {
  const { t } = useTranslation("changes");
  const done = () => {
    onClose();
    onCreated();
  };
  return (
    <Dialog opened={isOpen} onClose={onClose} title={t("ownLink.title")}>
      <OwnLink partnerId={partnerId} onDone={done} />
    </Dialog>
  );
}

/** The form, once it is known into which programs a link can lead. */
function OwnLink({ partnerId, onDone }: { partnerId: string; onDone: () => void }) {
  const { t } = useTranslation("changes");
  const [{ data, error }, again] = useQuery({ query: OwnProgramsDocument, requestPolicy: "cache-and-network" });
  if (error) return <Failure error={error} onRetry={again} />;
  if (!data) return <Skeleton h={240} />;
  const open = data.programs.nodes.filter(({ status }) => status === "OPEN");
  if (open.length === 0) return <Text>{t("ownLink.noneOpen")}</Text>;
  return <OwnLinkForm partnerId={partnerId} programs={open} onDone={onDone} />;
}

interface OwnLinkFormProps {
  partnerId: string;
  programs: readonly OwnProgram[];
  onDone: () => void;
}

function OwnLinkForm({ partnerId, programs, onDone }: OwnLinkFormProps) {
  const { t, i18n } = useTranslation("changes");
  const [programId, setProgramId] = useState(programs[0]?.id ?? "");
  const [destinationUrl, setDestinationUrl] = useState("");
  const [hasLeft, setLeft] = useState(false);
  const [key, setKey] = useState("");
  const action = useAction(CreateLinkDocument, "createLink");
  const keyOf = useIdempotencyKey();
  const program = programs.find(({ id }) => id === programId);
  const domains = program?.deepLinkDomains ?? [];
  const url = domains.length === 0 ? "" : destinationUrl.trim();
  const fault = url === "" ? null : deepLinkFault(url, domains);
  const listed = new Intl.ListFormat(i18n.language, { type: "disjunction" }).format(domains);
  // Half an address is not wrong yet; one that leads elsewhere is.
  const isTold = fault === "notAllowed" || (fault === "malformed" && hasLeft);

  const create = async () => {
    setLeft(true);
    if (fault !== null) return;
    const input = { partnerId, programId, key: key.trim() || null, destinationUrl: url || null };
    const created = await action.run({ input: { ...input, idempotencyKey: keyOf(input) } });
    if (!created) return;
    void toast(t("link.created"));
    onDone();
  };
  return (
    <ActionForm
      action={action}
      onSubmit={create}
      submit={t("link.create")}
      shownBeside={["key", "destinationUrl"]}
      noValidate
    >
      {programs.length > 1 ? (
        <Select
          label={t("link.program")}
          data={programs.map(({ id, name }) => ({ value: id, label: name }))}
          value={programId}
          onChange={(value) => value !== null && setProgramId(value)}
          allowDeselect={false}
        />
      ) : null}
      {domains.length === 0 ? (
        <Text size="sm" style={{ overflowWrap: "anywhere" }}>
          {t("ownLink.noDomains", { destination: withoutScheme(program?.destinationUrl ?? "") })}
        </Text>
      ) : (
        <TextInput
          label={t("ownLink.destination")}
          description={t("ownLink.destinationHint", { domains: listed })}
          placeholder={`https://${domains.find((domain) => !domain.startsWith("*.")) ?? ""}`}
          type="url"
          value={destinationUrl}
          onChange={(event) => setDestinationUrl(event.currentTarget.value)}
          onBlur={() => setLeft(true)}
          error={isTold ? t(`ownLink.${fault}`, { domains: listed }) : refusalAt(action.refusal, "destinationUrl")}
          data-autofocus
        />
      )}
      <LinkKeyField value={key} onChange={setKey} refusal={action.refusal} />
    </ActionForm>
  );
}
