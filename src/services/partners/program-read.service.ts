import { ProgramVersion } from "../../entities/partners/program-version.entity.js";
import { Program } from "../../entities/partners/program.entity.js";
import type { Page, Pager } from "../../shared/database/pager.js";
import { notFound } from "../../shared/errors.js";
import { isUuid } from "../../shared/ids.js";
import type { TenantContext } from "../../shared/tenant-context.js";
import type { PageWanted } from "./partner-read.service.js";

/** A partner sees the programs that they have a link to. */
const LINKED = `EXISTS (SELECT FROM link WHERE link.organization_id = "row".organization_id
  AND link.program_id = "row".id AND link.partner_id = :partnerId)`;

/** Reads programs. */
export class ProgramReadService {
  constructor(private readonly pager: Pager) {}

  page(ctx: TenantContext, wanted: PageWanted): Promise<Page<Program>> {
    ctx.require("program:read");
    const { principal } = ctx;
    const onlyIf =
      principal.kind === "partner" ? { condition: LINKED, parameters: { partnerId: principal.partnerId } } : undefined;
    return this.pager.page(ctx, Program, {
      list: "programs",
      order: "oldestFirst",
      ...wanted,
      ...(onlyIf && { onlyIf }),
    });
  }

  /** One program, or NOT_FOUND. */
  async get(ctx: TenantContext, id: string): Promise<Program> {
    ctx.require("program:read");
    const { principal } = ctx;
    if (principal.kind === "partner" && isUuid(id)) {
      const [linked] = await ctx.query("SELECT FROM link WHERE program_id = $1 AND partner_id = $2 LIMIT 1", [
        id,
        principal.partnerId,
      ]);
      if (!linked) throw notFound("program");
    }
    return ctx.repo(Program).get(id);
  }

  /** The newest version of each program, in the given order. */
  async currentVersions(ctx: TenantContext, programIds: readonly string[]): Promise<(ProgramVersion | undefined)[]> {
    const versions = await ctx.transaction((ctx) =>
      ctx.open.manager
        .createQueryBuilder(ProgramVersion, "version")
        .distinctOn(["version.programId"])
        .where("version.organizationId = :organizationId", { organizationId: ctx.organizationId })
        .andWhere("version.programId = ANY (:programIds)", { programIds: [...programIds] })
        .orderBy("version.programId")
        .addOrderBy("version.version", "DESC")
        .getMany(),
    );
    const byProgram = new Map(versions.map((version) => [version.programId, version]));
    return programIds.map((id) => byProgram.get(id));
  }
}
