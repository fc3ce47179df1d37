import { Stack, Text } from "@mantine/core";
import { useState } from "react";
import { useTranslation } from "react-i18next";

import { ChangeOrganizationBrandingDocument } from "../graph/generated/graphql.js";
import type { SettingsFieldsFragment } from "../graph/generated/graphql.js";
import { SavedPart } from "../shell/form/saved-part.js";
import { useAction } from "../shell/form/use-action.js";
import { BrandPreview } from "./brand-preview.js";
import { COLOR_NAMES, ColorFields } from "./color-fields.js";
import type { Colors } from "./color-fields.js";
import { ImageField } from "./image-field.js";

/** How it looks. Pictures are kept as soon as they are sent; colours are saved. */
export function BrandingPart({ settings, onChanged }: { settings: SettingsFieldsFragment; onChanged: () => void }) {
  const { t } = useTranslation("organizations");
  const { branding, inherited, organization } = settings;
  const own = (name: keyof Colors): string => (inherited.includes(name) ? "" : (branding[name] ?? ""));
  const [colors, setColors] = useState<Colors>({
    primaryColor: own("primaryColor"),
    accentColor: own("accentColor"),
  });
  const action = useAction(ChangeOrganizationBrandingDocument, "changeOrganizationBranding");
  return (
    <SavedPart
      title={t("settings.branding")}
      action={action}
      save={() => action.run({ input: colors })}
      onSaved={onChanged}
      submit={t("settings.saveBranding")}
      shownBeside={COLOR_NAMES}
      intro={
        <>
          <BrandPreview
            name={organization.name}
            primary={colors.primaryColor || (branding.primaryColor ?? "")}
            accent={colors.accentColor || (branding.accentColor ?? "")}
            logoUrl={branding.logoUrl}
            bannerUrl={branding.bannerUrl}
          />
          {inherited.length > 0 ? (
            <Text size="sm" c="dimmed">
              {t("settings.inherited")}
            </Text>
          ) : null}
          <Stack gap="sm">
            <ImageField
              type="logo"
              isOwn={Boolean(branding.logoUrl) && !inherited.includes("logo")}
              onChanged={onChanged}
            />
            <ImageField
              type="banner"
              isOwn={Boolean(branding.bannerUrl) && !inherited.includes("banner")}
              onChanged={onChanged}
            />
          </Stack>
        </>
      }
    >
      <ColorFields colors={colors} change={(changes) => setColors((now) => ({ ...now, ...changes }))} action={action} />
    </SavedPart>
  );
}
