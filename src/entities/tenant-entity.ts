import { PrimaryColumn } from "typeorm";

/** A row that belongs to one organization: the organization comes first in its key, in its uniqueness and in its references. */
export abstract class TenantEntity {
  @PrimaryColumn("uuid") organizationId!: string;
  @PrimaryColumn("uuid") id!: string;
}
