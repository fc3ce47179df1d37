import { Check, Column, Entity, PrimaryColumn, Unique } from "typeorm";

import { instant } from "../instant-column.js";

export type OrganizationStatus = "active" | "suspended";

/** The tenant: everything belongs to one. */
@Entity("organization")
@Unique(["slug"])
@Check("ck_organization_slug", "slug ~ '^[a-z0-9-]{3,30}$'")
export class Organization {
  @PrimaryColumn("uuid") id!: string;
  @Column("text") slug!: string;
  @Column("text") name!: string;
  @Column("text", { default: "active" }) status!: OrganizationStatus;
  @Column("text", { array: true, default: "{}" }) capabilities!: string[];
  @Column("text", { default: "UTC" }) timeZone!: string;
  @Column(instant) createdAt!: Date;
}
