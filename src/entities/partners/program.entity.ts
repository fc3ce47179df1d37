import { Computed, HasList, PartnerSees, Restless } from "../../schema/read/describe.js";
import type { Row, SqlTerms } from "../../schema/read/row.js";
import type { TermsConnection } from "../../schema/partners/terms-list.js";
import { TERMS } from "../../schema/partners/terms-list.js";
import type { ProgramVersionConnection } from "../../schema/partners/program-version-list.js";
import { PROGRAM_VERSIONS } from "../../schema/partners/program-version-list.js";
import type { LinkConnection } from "../../schema/partners/link-list.js";
import { LINKS } from "../../schema/partners/link-list.js";
import type { CommissionConnection } from "../../schema/partners/commission-list.js";
import { COMMISSIONS } from "../../schema/partners/commission-list.js";
import { Directive, Field, Int, ObjectType } from "type-graphql";
import { Check, Column, Entity, ForeignKey, Index, Unique } from "typeorm";

import { DateTime } from "../../schema/common/date-time.js";
import { KEY } from "../../schema/common/federation-directives.js";
import { graphEnum } from "../../schema/common/graph-enum.js";
import { instant } from "../instant-column.js";
import { Organization } from "../organizations/organization.entity.js";
import { TenantEntity } from "../tenant-entity.js";

export const ATTRIBUTION_MODELS = ["last_click", "first_click", "linear", "position", "time_decay"] as const;
export type AttributionModel = (typeof ATTRIBUTION_MODELS)[number];
export const AttributionModel = graphEnum<AttributionModel>(
  "AttributionModel",
  "How one event's credit is divided among its accepted touches.",
  {
    last_click: "All of it to the newest touch.",
    first_click: "All of it to the oldest touch.",
    linear: "The same to each touch.",
    position: "40 % to the oldest, 40 % to the newest, 20 % to those between.",
    time_decay: "Half as much for each seven days before the newest touch.",
  },
);

export type ProgramStatus = "scheduled" | "open" | "ended";
export const ProgramStatus = graphEnum<ProgramStatus>("ProgramStatus", "Where a program stands.", {
  scheduled: "Not open yet.",
  open: "Events earn.",
  ended: "Links go on redirecting; nothing earns any more.",
});

/** Something of the version that is known now. */
const currentVersion =
  (expression: string) =>
  (row: Row, { organization }: SqlTerms): string =>
    `SELECT ${expression} FROM program_version v WHERE v.organization_id = ${organization}
     AND v.program_id = ${row("id")} ORDER BY v.version DESC LIMIT 1`;

/** Open in [startsAt, endsAt) (S4). */
const programStatus = (row: Row, terms: SqlTerms): string =>
  currentVersion(
    `CASE WHEN v.starts_at > ${terms.now} THEN 'scheduled' WHEN v.ends_at <= ${terms.now} THEN 'ended' ELSE 'open' END`,
  )(row, terms);

/** What an organization offers its partners to promote. Model and window are current values (S20); the rest has versions. */
@ObjectType({ simpleResolvers: true, description: "What an organization offers its partners to promote." })
@Directive(KEY)
@PartnerSees({
  when: (row, partnerId) => `EXISTS (SELECT FROM link l WHERE l.organization_id = ${row("organizationId")}
    AND l.program_id = ${row("id")} AND l.partner_id = ${partnerId})`,
})
@Entity("program")
@Unique(["organizationId", "slug"])
@ForeignKey(() => Organization, ["organizationId"], ["id"])
@Index(["organizationId", "createdAt", "id"])
@Check("ck_program_model", `attribution_model in (${ATTRIBUTION_MODELS.map((model) => `'${model}'`).join(", ")})`)
@Check("ck_program_window", "window_days between 1 and 3650")
export class Program extends TenantEntity {
  @Field(() => String, { description: "Its name in addresses, unique in the organization." })
  @Column("text")
  slug!: string;

  @Field(() => String, { description: "Its name for people." })
  @Column("text")
  name!: string;

  @Field(() => AttributionModel, { description: "How credit is divided when this program's touch is the newest one." })
  @Column("text")
  attributionModel!: AttributionModel;

  @Field(() => Int, { description: "How many days after a click an event still counts for it." })
  @Column("int")
  windowDays!: number;

  @Field(() => String, { description: "Where its links lead." })
  @Column("text")
  destinationUrl!: string;

  @Field(() => [String], { description: "Where links may lead beside the destination: host names, *. for all below." })
  @Column("text", { array: true, default: "{}" })
  deepLinkDomains!: string[];

  @Field(() => DateTime, { description: "When it was created." })
  @Column(instant)
  createdAt!: Date;

  @Computed(() => ProgramStatus, programStatus, { description: "Where it stands now." })
  @Restless
  status!: ProgramStatus;

  @Computed(() => Int, currentVersion("version"), { description: "Raised with every change of dates, rules or hold." })
  version!: number;

  @Computed(() => Int, currentVersion("holdback_days"), {
    description: "Days between an event and the end of its commission's hold.",
  })
  holdbackDays!: number;

  @Computed(() => DateTime, currentVersion("starts_at"), {
    nullable: true,
    description: "Open from this instant on; null: always was.",
  })
  startsAt!: Date | null;

  @Computed(() => DateTime, currentVersion("ends_at"), {
    nullable: true,
    description: "Open until just before this instant; null: no end.",
  })
  endsAt!: Date | null;

  @HasList(() => PROGRAM_VERSIONS, { programId: "id" }, "Its versions, newest first.")
  versions!: ProgramVersionConnection;

  @HasList(() => LINKS, { programId: "id" }, "Links to it, newest first. A partner sees their own.")
  links!: LinkConnection;

  @HasList(
    () => TERMS,
    { programId: "id" },
    "Terms of its partners, each version, newest first. A partner sees their own.",
  )
  terms!: TermsConnection;

  @HasList(() => COMMISSIONS, { programId: "id" }, "What it pays, newest first. A partner sees their own.")
  commissions!: CommissionConnection;
}
