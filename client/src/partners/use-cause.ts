import { useTranslation } from "react-i18next";

const SAYINGS = {
  "event.recorded": "eventRecorded",
  "event.earlier": "eventEarlier",
  "person.identified": "personIdentified",
  "click.flagged": "clickFlagged",
  "click.late": "clickLate",
} as const;

/** Says why something was decided, to be read after "because"; a cause that we do not know yet stands as it is. */
export function useCause(): (cause: string) => string {
  const { t } = useTranslation("partners");
  return (cause) => {
    const saying = Object.hasOwn(SAYINGS, cause) ? SAYINGS[cause as keyof typeof SAYINGS] : undefined;
    return saying ? t(`events.cause.${saying}`) : t("events.cause.other", { cause });
  };
}
