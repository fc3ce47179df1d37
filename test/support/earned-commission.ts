import type pg from "pg";

/** Ids of the one chain from click to ledger that `earnCommission` writes; any UUIDs will do. */
export const EARNED = {
  organization: "01900000-0000-7000-8000-0000000000a1",
  other: "01900000-0000-7000-8000-0000000000a2",
  user: "01900000-0000-7000-8000-0000000000a3",
  membership: "01900000-0000-7000-8000-0000000000a4",
  partner: "01900000-0000-7000-8000-0000000000b1",
  program: "01900000-0000-7000-8000-0000000000b2",
  programVersion: "01900000-0000-7000-8000-0000000000b3",
  link: "01900000-0000-7000-8000-0000000000b4",
  click: "01900000-0000-7000-8000-0000000000c1",
  visitor: "01900000-0000-7000-8000-0000000000c2",
  person: "01900000-0000-7000-8000-0000000000c3",
  event: "01900000-0000-7000-8000-0000000000d1",
  decision: "01900000-0000-7000-8000-0000000000d2",
  credit: "01900000-0000-7000-8000-0000000000d3",
  commission: "01900000-0000-7000-8000-0000000000d4",
  transfer: "01900000-0000-7000-8000-0000000000e1",
  expense: "01900000-0000-7000-8000-0000000000e2",
  held: "01900000-0000-7000-8000-0000000000e3",
  debit: "01900000-0000-7000-8000-0000000000e4",
  creditEntry: "01900000-0000-7000-8000-0000000000e5",
} as const;

/**
 * Writes one chain from click to ledger, row by row, as a superuser: an event of 100.00 USD an hour after its only click,
 * 10 percent of it held for the partner. For tests that then break one of the rows.
 */
export async function earnCommission(superuser: pg.Client): Promise<void> {
  const id = EARNED;
  const rules = JSON.stringify([
    {
      key: "sale",
      eventTypes: ["sale"],
      occurrence: "every",
      reward: { kind: "percent", percentE4: 100_000 },
      capMonths: null,
    },
  ]);
  await superuser.query(`
    BEGIN;
    INSERT INTO organization (id, slug, name, created_at) VALUES
      ('${id.organization}', 'acme', 'Acme', now()), ('${id.other}', 'rival', 'Rival', now());
    INSERT INTO settings_head (organization_id, revision) VALUES ('${id.organization}', 1), ('${id.other}', 0);
    INSERT INTO platform_user (id, email, name, created_at) VALUES ('${id.user}', 'owner@example.com', 'Owner', now());
    INSERT INTO membership (organization_id, id, user_id, role, created_at) VALUES
      ('${id.organization}', '${id.membership}', '${id.user}', 'OWNER', now()),
      ('${id.other}', '${id.membership}', '${id.user}', 'OWNER', now());
    INSERT INTO partner (organization_id, id, name, email, status, created_at)
      VALUES ('${id.organization}', '${id.partner}', 'Partner', 'partner@example.com', 'active', now());
    INSERT INTO program (organization_id, id, slug, name, attribution_model, window_days, destination_url, created_at)
      VALUES ('${id.organization}', '${id.program}', 'main', 'Main', 'last_click', 30, 'https://example.com/', now());
    INSERT INTO program_version (organization_id, id, program_id, version, known_from, recorded_at, holdback_days, rules)
      VALUES ('${id.organization}', '${id.programVersion}', '${id.program}', 1, 1, now(), 30, '${rules}');
    INSERT INTO link (organization_id, id, program_id, partner_id, key, created_at)
      VALUES ('${id.organization}', '${id.link}', '${id.program}', '${id.partner}', 'go', now());
    INSERT INTO click (organization_id, id, link_id, program_id, partner_id, visitor_id, clicked_at)
      VALUES ('${id.organization}', '${id.click}', '${id.link}', '${id.program}', '${id.partner}', '${id.visitor}', '2026-01-01T00:00:00Z');
    INSERT INTO person (organization_id, id, user_id, created_at)
      VALUES ('${id.organization}', '${id.person}', 'user-1', now());
    INSERT INTO event (organization_id, id, external_id, person_id, bound_by, type, occurred_at, recorded_at,
        settings_revision, amount_minor, currency, body_hash)
      VALUES ('${id.organization}', '${id.event}', 'order-1', '${id.person}', 'user', 'sale', '2026-01-01T01:00:00Z', now(),
        1, 10000, 'USD', '\\x00');
    INSERT INTO attribution (organization_id, id, event_id, version, cause, program_id, model, weight_total, trace, decided_at)
      VALUES ('${id.organization}', '${id.decision}', '${id.event}', 1, 'event.recorded', '${id.program}', 'last_click', 1, '{}', now());
    INSERT INTO credit (organization_id, id, attribution_id, event_id, click_id, partner_id, program_id, position, weight, value_minor)
      VALUES ('${id.organization}', '${id.credit}', '${id.decision}', '${id.event}', '${id.click}', '${id.partner}', '${id.program}', 0, 1, 10000);
    INSERT INTO commission (organization_id, id, event_id, attribution_id, partner_id, program_id, rule_key,
        program_version_id, amount_minor, currency, status, held_until, occurred_at, created_at, updated_at)
      VALUES ('${id.organization}', '${id.commission}', '${id.event}', '${id.decision}', '${id.partner}', '${id.program}', 'sale',
        '${id.programVersion}', 1000, 'USD', 'held', '2026-01-31T01:00:00Z', '2026-01-01T01:00:00Z', now(), now());
    INSERT INTO ledger_account (organization_id, id, kind, partner_id, currency, balance_minor, version) VALUES
      ('${id.organization}', '${id.expense}', 'program_expense', NULL, 'USD', 0, 0),
      ('${id.organization}', '${id.held}', 'partner_held', '${id.partner}', 'USD', -1000, 1);
    INSERT INTO ledger_transfer (organization_id, id, kind, commission_id, created_at)
      VALUES ('${id.organization}', '${id.transfer}', 'accrual', '${id.commission}', now());
    INSERT INTO ledger_entry (organization_id, id, transfer_id, account_id, amount_minor, currency) VALUES
      ('${id.organization}', '${id.debit}', '${id.transfer}', '${id.expense}', 1000, 'USD'),
      ('${id.organization}', '${id.creditEntry}', '${id.transfer}', '${id.held}', -1000, 'USD');
    COMMIT`);
}
