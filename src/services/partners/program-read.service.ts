import { ProgramVersion } from "../../entities/partners/program-version.entity.js";
import { notFound } from "../../shared/errors.js";
import type { TenantContext } from "../../shared/tenant-context.js";

/** Finds programs and what is in force of them. */
export class ProgramReadService {
  /** The id of the program with this slug, or NOT_FOUND. */
  async idOf(ctx: TenantContext, slug: string): Promise<string> {
    ctx.require("program:read");
    const [found] = /^[a-z0-9-]+$/.test(slug)
      ? await ctx.query<{ id: string }>("SELECT id FROM program WHERE organization_id = $1 AND slug = $2", [
          ctx.organizationId,
          slug,
        ])
      : [];
    if (!found) throw notFound("program");
    return found.id;
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
