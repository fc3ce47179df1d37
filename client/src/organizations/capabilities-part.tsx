import { Switch, Text } from "@mantine/core";
import { useState } from "react";
import { useTranslation } from "react-i18next";

import { ChangeOrganizationCapabilitiesDocument } from "../graph/generated/graphql.js";
import type { SettingsFieldsFragment } from "../graph/generated/graphql.js";
import { SavedPart } from "../shell/form/saved-part.js";
import { useAction } from "../shell/form/use-action.js";

const CAPABILITIES = ["runsPartnerProgram", "canSponsor", "canHost", "resells"] as const;

/** What the organization may be, each in words; one that is closed here says why. */
export function CapabilitiesPart({ settings, onChanged }: { settings: SettingsFieldsFragment; onChanged: () => void }) {
  const { t } = useTranslation("organizations");
  const { canSponsor, canHost, runsPartnerProgram, resells, isHostingOpen } = settings.capabilities;
  const [given, setGiven] = useState({ canSponsor, canHost, runsPartnerProgram, resells });
  const action = useAction(ChangeOrganizationCapabilitiesDocument, "changeOrganizationCapabilities");
  return (
    <SavedPart
      title={t("capabilities.title")}
      action={action}
      save={() => action.run({ input: given })}
      onSaved={onChanged}
      submit={t("capabilities.save")}
      intro={<Text>{t("capabilities.lead")}</Text>}
    >
      {CAPABILITIES.map((name) => {
        const isClosed = name === "canHost" && !isHostingOpen;
        return (
          <Switch
            key={name}
            label={t(`capabilities.${name}`)}
            description={isClosed ? t("capabilities.hostClosed") : t(`capabilities.means.${name}`)}
            checked={given[name]}
            disabled={isClosed}
            onChange={({ currentTarget: { checked } }) => setGiven((now) => ({ ...now, [name]: checked }))}
          />
        );
      })}
    </SavedPart>
  );
}
