/**
 * One event by one call of one function: what a team would write who keeps everything in the database. It reads and writes
 * what Tributary does for a sale with a last click: the person locked, the touches, the event, its attribution with a
 * trace, the credit, the commission, the transfer with two entries, the partner's balance and three entries that wait for
 * the journal.
 */
export const ONE_CALL = `
  CREATE FUNCTION bench_record_event(of_organization uuid, of_external_id text, of_user text, of_amount bigint, of_currency text)
  RETURNS text LANGUAGE plpgsql AS $$
    DECLARE
      of_person uuid; touch record; of_program record; earned bigint; of_revision bigint; held uuid; expense uuid;
      event_id uuid := gen_random_uuid(); attribution_id uuid := gen_random_uuid(); commission_id uuid := gen_random_uuid();
      transfer_id uuid := gen_random_uuid(); at timestamptz(3) := now(); told text := repeat('x', 300);
    BEGIN
      PERFORM pg_advisory_xact_lock_shared(hashtextextended(of_organization::text, 1));
      SELECT revision INTO of_revision FROM settings_head WHERE organization_id = of_organization;
      PERFORM 1 FROM event e WHERE e.organization_id = of_organization AND e.external_id = of_external_id;
      IF FOUND THEN RETURN 'repeated'; END IF;
      SELECT p.id INTO of_person FROM person p
      WHERE p.organization_id = of_organization AND p.user_id = of_user FOR NO KEY UPDATE;
      IF NOT FOUND THEN
        of_person := gen_random_uuid();
        INSERT INTO person (organization_id, id, user_id, created_at) VALUES (of_organization, of_person, of_user, at);
      END IF;
      SELECT c.id, c.partner_id, c.program_id INTO touch
      FROM identity i JOIN click c ON c.organization_id = of_organization AND c.visitor_id = i.visitor_id
      JOIN program g ON g.organization_id = of_organization AND g.id = c.program_id
      WHERE i.organization_id = of_organization AND i.person_id = of_person AND c.clicked_at <= at
        AND c.clicked_at > at - g.window_days * interval '1 day' AND NOT c.partner_revoked
        AND NOT EXISTS (SELECT FROM click_flag f
          WHERE f.organization_id = of_organization AND f.click_id = c.id AND f.lifted_at IS NULL)
      ORDER BY c.clicked_at DESC, c.id DESC LIMIT 1;
      SELECT v.id, v.holdback_days, v.rules -> 0 AS rule INTO of_program FROM program_version v
      WHERE v.organization_id = of_organization AND v.program_id = touch.program_id ORDER BY v.version DESC LIMIT 1;
      earned := round(of_amount * (of_program.rule -> 'reward' ->> 'percentE4')::numeric / 1000000);
      INSERT INTO event (organization_id, id, external_id, person_id, bound_by, type, occurred_at, recorded_at,
        settings_revision, amount_minor, currency, body_hash, answer)
      VALUES (of_organization, event_id, of_external_id, of_person, 'user', 'sale', at, at, of_revision, of_amount,
        of_currency, sha256(of_external_id::bytea), jsonb_build_object('id', of_external_id, 'eventId', event_id,
        'outcome', 'recorded', 'occurredAt', at, 'recordedAt', at));
      INSERT INTO attribution (organization_id, id, event_id, version, cause, program_id, model, weight_total, trace,
        digest, settings_revision, decided_at)
      VALUES (of_organization, attribution_id, event_id, 1, 'event.recorded', touch.program_id, 'last_click', 1,
        jsonb_build_object('touches', jsonb_build_array(jsonb_build_object('clickId', touch.id, 'note', told))),
        sha256(told::bytea), of_revision, at);
      INSERT INTO credit (organization_id, id, attribution_id, event_id, click_id, partner_id, program_id, position,
        weight, value_minor)
      VALUES (of_organization, gen_random_uuid(), attribution_id, event_id, touch.id, touch.partner_id, touch.program_id,
        0, 1, of_amount);
      INSERT INTO commission (organization_id, id, event_id, attribution_id, partner_id, program_id, rule_key,
        program_version_id, status, held_until, occurred_at, created_at, updated_at, amount_minor, currency)
      VALUES (of_organization, commission_id, event_id, attribution_id, touch.partner_id, touch.program_id, 'sale',
        of_program.id, 'held', at + of_program.holdback_days * interval '1 day', at, at, at, earned, of_currency);
      INSERT INTO ledger_account (organization_id, id, kind, partner_id, currency)
      VALUES (of_organization, gen_random_uuid(), 'partner_held', touch.partner_id, of_currency),
        (of_organization, gen_random_uuid(), 'program_expense', NULL, of_currency) ON CONFLICT DO NOTHING;
      SELECT id INTO expense FROM ledger_account WHERE organization_id = of_organization AND kind = 'program_expense'
        AND partner_id IS NULL AND currency = of_currency;
      UPDATE ledger_account SET balance_minor = balance_minor - earned, version = version + 1
      WHERE organization_id = of_organization AND kind = 'partner_held' AND partner_id = touch.partner_id
        AND currency = of_currency RETURNING id INTO held;
      INSERT INTO ledger_transfer (organization_id, id, kind, commission_id, created_at)
      VALUES (of_organization, transfer_id, 'accrual', commission_id, at);
      INSERT INTO ledger_entry (organization_id, id, transfer_id, account_id, amount_minor, currency)
      VALUES (of_organization, gen_random_uuid(), transfer_id, held, -earned, of_currency),
        (of_organization, gen_random_uuid(), transfer_id, expense, earned, of_currency);
      INSERT INTO journal_pending (organization_id, id, kind, bytes, digest, partner_id, appended_at)
      SELECT of_organization, gen_random_uuid(), kind, told::bytea, sha256((told || kind)::bytea), touch.partner_id, at
      FROM unnest(ARRAY['event.recorded', 'attribution.decided', 'commission.accrued']) AS kind;
      RETURN 'recorded';
    END
  $$`;
