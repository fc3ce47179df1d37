import { parseInstant } from "../../schema/common/date-time.js";
import type { DimensionName } from "../../services/partners/reporting/catalog.js";
import { DIMENSION_NAMES } from "../../services/partners/reporting/catalog.js";
import type { AskedFile } from "../../services/partners/reporting/report-file.service.js";
import { AppError } from "../../shared/errors.js";

const ROWS = ["from", "until", "updatedSince"];
const GROUPS = ["from", "until", "groupBy", "partnerId", "programId", "linkId", "timeZone"];

const refused = (code: string, message: string, name: string): AppError =>
  new AppError("badRequest", message, { code, path: [name] });

/** What the address asks for. Throws a typed refusal for a parameter that the report does not take, or a value that is none. */
export function readReportQuery(query: Record<string, unknown>, isGrouped: boolean): AskedFile {
  const taken = isGrouped ? GROUPS : ROWS;
  for (const [name, value] of Object.entries(query)) {
    if (!taken.includes(name)) {
      throw refused("parameter_unknown", `This report takes ${taken.join(", ")}.`, name.slice(0, 100));
    }
    if (typeof value !== "string") throw refused("parameter_repeated", `${name} was given more than once.`, name);
  }
  const given = query as Record<string, string | undefined>;
  const { groupBy, partnerId, programId, linkId, timeZone } = given;
  return {
    from: instant(given, "from"),
    until: instant(given, "until"),
    updatedSince: instant(given, "updatedSince"),
    groupBy: groupBy === undefined ? undefined : groupBy === "" ? [] : groupBy.split(",").map(dimension),
    partnerId,
    programId,
    linkId,
    timeZone,
  };
}

function instant(given: Record<string, string | undefined>, name: string): Date | undefined {
  const text = given[name];
  if (text === undefined) return undefined;
  const read = parseInstant(text);
  if (!read) {
    throw refused(
      "instant_invalid",
      `${name} is ISO 8601 with a zone, such as 2026-01-31T09:30:00Z. Write + as %2B.`,
      name,
    );
  }
  return read;
}

function dimension(name: string): DimensionName {
  const known = DIMENSION_NAMES.find((known) => known === name);
  if (known === undefined) {
    throw refused("dimension_unknown", `groupBy takes ${DIMENSION_NAMES.join(", ")}, with commas between.`, "groupBy");
  }
  return known;
}
