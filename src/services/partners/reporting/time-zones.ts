import { AppError } from "../../../shared/errors.js";
import type { TenantContext } from "../../../shared/tenant-context.js";

/** Abbreviations such as EST mean one thing to PostgreSQL and another to everybody else: only a place, or UTC. */
const NAMED = /^(?:UTC|[A-Za-z_]+(?:\/[A-Za-z0-9_+-]+)+)$/;
const LENGTH_MAX = 64;

/** Time zones of the IANA by their exact names. */
export class TimeZones {
  /** Names that the database has confirmed; there are some six hundred. */
  private readonly known = new Set<string>(["UTC"]);

  /** The zone, if it is one. Throws `time_zone_unknown`. */
  async checked(ctx: TenantContext, name: string): Promise<string> {
    if (this.known.has(name)) return name;
    if (name.length <= LENGTH_MAX && NAMED.test(name)) {
      const [found] = await ctx.query("SELECT FROM pg_timezone_names WHERE name = $1", [name]);
      if (found) {
        this.known.add(name);
        return name;
      }
    }
    throw new AppError("badRequest", "A time zone is named as the IANA has it, such as Europe/Berlin.", {
      code: "time_zone_unknown",
      path: ["timeZone"],
    });
  }
}
