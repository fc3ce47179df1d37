import { Check, Column, Entity, ForeignKey, PrimaryColumn } from "typeorm";

import { graphEnum } from "../../schema/common/graph-enum.js";
import { instant } from "../instant-column.js";
import { PlatformUser } from "./platform-user.entity.js";

export const NOTIFICATION_ROUTINGS = ["bell_and_email", "bell_only", "email_only", "neither"] as const;
/** Where news goes. Whoever tells people something asks this first. */
export type NotificationRouting = (typeof NOTIFICATION_ROUTINGS)[number];
export const NotificationRouting = graphEnum<NotificationRouting>("NotificationRouting", "Where your news goes.", {
  bell_and_email: "To the bell on your pages, and by mail.",
  bell_only: "To the bell alone.",
  email_only: "By mail alone.",
  neither: "Nowhere. What concerns your sign-in is sent all the same.",
});

/** How a person wants their pages (C-WS-01). None is as good as one with these defaults. */
@Entity("user_preference")
@ForeignKey(() => PlatformUser, ["userId"], ["id"])
@Check(
  "ck_user_preference_routing",
  `notification_routing in (${NOTIFICATION_ROUTINGS.map((routing) => `'${routing}'`).join(", ")})`,
)
export class UserPreference {
  @PrimaryColumn("uuid") userId!: string;
  /** Where they land after signing in. Soft: where they are no member any more it says nothing. */
  @Column("uuid", { nullable: true }) landingOrganizationId!: string | null;
  @Column("text", { default: "bell_and_email" }) notificationRouting!: NotificationRouting;
  /** BCP 47; null: as the browser says. */
  @Column("text", { nullable: true }) locale!: string | null;
  /** ISO 4217; null: as amounts are. */
  @Column("text", { nullable: true }) displayCurrency!: string | null;
  @Column(instant) updatedAt!: Date;
}
