import type { Permission } from "../../../shared/permissions.js";
import type { Column, ColumnType, Unit } from "./catalog.js";

/** A column of a file, with its SQL. */
export interface FileColumn extends Column {
  sql: string;
  /** Left out for whoever lacks it. */
  needs?: Permission;
}

/** A report of single rows: one file row for each row of a table. */
export interface RowReport {
  description: string;
  /** Of which one is needed. */
  needs: readonly Permission[];
  columns: readonly FileColumn[];
  /** The tables, joined. `$1` is the organization. */
  from: string;
  /** The table whose rows they are, for its id. */
  row: string;
  /** The partner whose row it is; absent: nothing of it is a partner's. */
  partner?: string;
  /** A partner's rows, where they are found in another way; `$2` is the partner. */
  partnerSees?: string;
  /** The instant that `from` and `until` compare. */
  at: string;
  /** When the row last changed, for readers who come back; absent: small enough to be read whole. */
  changedAt?: string;
}

function column(
  name: string,
  displayName: string,
  type: ColumnType,
  sql: string,
  more: { unit?: Unit; needs?: Permission } = {},
): FileColumn {
  const { unit = null, ...rest } = more;
  return { name, type, unit, displayName, sql, ...rest };
}

const id = (name: string, displayName: string, sql: string, more = {}) =>
  column(name, displayName, "id", `${sql}::text`, more);
const text = (name: string, displayName: string, sql: string, more = {}) =>
  column(name, displayName, "string", sql, more);
const instant = (name: string, displayName: string, sql: string) => column(name, displayName, "dateTime", sql);
const amount = (name: string, displayName: string, sql: string) =>
  column(name, displayName, "integer", `(${sql})::bigint`, { unit: "minorUnits" });

/** Nothing in these tables is ever deleted: what is taken back stays, with its status. The column is there for tools that ask for it. */
const changes = (sql: string): FileColumn[] => [
  instant("updatedAt", "Changed at", sql),
  instant("deletedAt", "Deleted at", "NULL::timestamptz"),
];

/** Corrections are few, and so summed once for all commissions. */
const ADJUSTED = `
      LEFT JOIN (SELECT commission_id, sum(amount_minor)::bigint AS minor FROM adjustment WHERE organization_id = $1
        GROUP BY commission_id) adjusted ON adjusted.commission_id = c.id`;

/** The files that hold single rows, by the id in their address. */
export const ROW_REPORTS = {
  commissions: {
    description: "Every commission as it stands, with its corrections. Ranges are of the event's instant.",
    needs: ["commission:read", "commission:readOwn"],
    from: `commission c
      JOIN event e ON e.organization_id = $1 AND e.id = c.event_id
      JOIN partner p ON p.organization_id = $1 AND p.id = c.partner_id
      JOIN program g ON g.organization_id = $1 AND g.id = c.program_id ${ADJUSTED}`,
    row: "c",
    partner: "c.partner_id",
    at: "c.occurred_at",
    changedAt: "c.updated_at",
    columns: [
      id("id", "Commission id", "c.id"),
      ...changes("c.updated_at"),
      instant("occurredAt", "Event at", "c.occurred_at"),
      instant("createdAt", "Decided at", "c.created_at"),
      instant("heldUntil", "Held until", "c.held_until"),
      text("status", "Status", "c.status"),
      text("currency", "Currency", "c.currency"),
      amount("amountMinor", "Amount", "c.amount_minor"),
      amount("adjustedMinor", "Corrections", "coalesce(adjusted.minor, 0)"),
      amount(
        "netMinor",
        "Worth now",
        `CASE WHEN c.status IN ('reversed', 'rejected') THEN 0 ELSE c.amount_minor + coalesce(adjusted.minor, 0) END`,
      ),
      id("partnerId", "Partner id", "c.partner_id"),
      text("partnerName", "Partner", "p.name"),
      id("programId", "Program id", "c.program_id"),
      text("programName", "Program", "g.name"),
      text("ruleKey", "Rule", "c.rule_key"),
      id("eventId", "Event id", "c.event_id"),
      text("eventType", "Event type", "e.type"),
      text("eventExternalId", "Your event id", "e.external_id", { needs: "event:read" }),
    ],
  },
  clicks: {
    description: "Every click. Clicks never change; why one does not earn is in the report click-flags.",
    needs: ["click:read"],
    from: "click c JOIN link l ON l.organization_id = $1 AND l.id = c.link_id",
    row: "c",
    partner: "c.partner_id",
    at: "c.clicked_at",
    changedAt: "c.recorded_at",
    columns: [
      id("id", "Click id", "c.id"),
      ...changes("c.recorded_at"),
      instant("clickedAt", "Clicked at", "c.clicked_at"),
      id("linkId", "Link id", "c.link_id"),
      text("linkKey", "Link", "l.key"),
      id("partnerId", "Partner id", "c.partner_id"),
      id("programId", "Program id", "c.program_id"),
      text("subId", "Sub-id", "c.sub_id"),
      id("visitorId", "Visitor id", "c.visitor_id", { needs: "person:read" }),
      column("isFromRevokedPartner", "Partner was revoked", "boolean", "c.partner_revoked"),
    ],
  },
  "click-flags": {
    description: "Why clicks do not earn. A flag that was lifted stays, with the instant.",
    needs: ["commission:read"],
    from: "click_flag f",
    row: "f",
    at: "f.flagged_at",
    columns: [
      id("id", "Flag id", "f.id"),
      ...changes("greatest(f.flagged_at, f.lifted_at)"),
      id("clickId", "Click id", "f.click_id"),
      text("reason", "Reason", "f.reason"),
      instant("flaggedAt", "Flagged at", "f.flagged_at"),
      instant("liftedAt", "Lifted at", "f.lifted_at"),
    ],
  },
  events: {
    description: "Every event as it was sent, refunds among them, and what refunds have taken of it.",
    needs: ["event:read"],
    from: "event e",
    row: "e",
    at: "e.occurred_at",
    changedAt: "e.updated_at",
    columns: [
      id("id", "Event id", "e.id"),
      ...changes("e.updated_at"),
      text("externalId", "Your event id", "e.external_id"),
      text("type", "Type", "e.type"),
      instant("occurredAt", "Event at", "e.occurred_at"),
      instant("recordedAt", "Recorded at", "e.recorded_at"),
      id("personId", "Person id", "e.person_id", { needs: "person:read" }),
      text("currency", "Currency", "e.currency"),
      amount("amountMinor", "Amount", "e.amount_minor"),
      amount("refundedMinor", "Refunded", "e.refunded_minor"),
      text("refundOf", "Refund of", "e.refund_of"),
      text("refundStatus", "Refund status", "e.refund_status"),
      column("metadata", "Metadata", "json", "e.metadata::text"),
    ],
  },
  partners: {
    description: "Every partner.",
    needs: ["partner:read"],
    from: "partner p",
    row: "p",
    at: "p.created_at",
    columns: [
      id("id", "Partner id", "p.id"),
      text("name", "Name", "p.name"),
      text("email", "E-mail", "p.email"),
      text("status", "Status", "p.status"),
      instant("createdAt", "Created at", "p.created_at"),
      instant("activatedAt", "Active from", "p.activated_at"),
      instant("revokedAt", "Revoked at", "p.revoked_at"),
    ],
  },
  programs: {
    description: "Every program. A partner gets those that they have a link to.",
    needs: ["program:read"],
    from: "program g",
    row: "g",
    partnerSees:
      "EXISTS (SELECT FROM link l WHERE l.organization_id = $1 AND l.program_id = g.id AND l.partner_id = $2)",
    at: "g.created_at",
    columns: [
      id("id", "Program id", "g.id"),
      text("slug", "Slug", "g.slug"),
      text("name", "Name", "g.name"),
      text("attributionModel", "Model", "g.attribution_model"),
      column("windowDays", "Window in days", "integer", "g.window_days::bigint", { unit: "count" }),
      text("destinationUrl", "Destination", "g.destination_url"),
      instant("createdAt", "Created at", "g.created_at"),
    ],
  },
  links: {
    description: "Every link.",
    needs: ["link:read"],
    from: "link l",
    row: "l",
    partner: "l.partner_id",
    at: "l.created_at",
    columns: [
      id("id", "Link id", "l.id"),
      text("key", "Key", "l.key"),
      id("partnerId", "Partner id", "l.partner_id"),
      id("programId", "Program id", "l.program_id"),
      text("destinationUrl", "Destination", "l.destination_url"),
      instant("createdAt", "Created at", "l.created_at"),
    ],
  },
} as const satisfies Record<string, RowReport>;

export type RowReportId = keyof typeof ROW_REPORTS;
export const ROW_REPORT_IDS = Object.keys(ROW_REPORTS) as RowReportId[];
