import type { TFunction } from "i18next";

import { formatInstant } from "../../shell/instants.js";

/** From when to when a program is open, in one sentence. */
export function scheduleSentence(
  t: TFunction<"partners">,
  { startsAt, endsAt }: { startsAt?: string | null | undefined; endsAt?: string | null | undefined },
  timeZone: string,
): string {
  const from = startsAt ? formatInstant(startsAt, timeZone) : null;
  const until = endsAt ? formatInstant(endsAt, timeZone) : null;
  if (from && until) return t("programs.schedule.between", { from, until });
  if (from) return t("programs.schedule.from", { from });
  if (until) return t("programs.schedule.until", { until });
  return t("programs.schedule.always");
}
