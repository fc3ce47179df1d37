import type { MigrationInterface, QueryRunner } from "typeorm";

/** The tables of the way from click to cent. A test holds them against the entities. */
export class Tables1795251600000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(TABLES);
  }

  async down(runner: QueryRunner): Promise<void> {
    const tables = [...TABLES.matchAll(/CREATE TABLE (\w+)/g)].map(([, table]) => table);
    await runner.query(`DROP TABLE ${tables.join(", ")} CASCADE; DROP SEQUENCE journal_sequence`);
  }
}

const TABLES = `
  CREATE SEQUENCE journal_sequence;

  CREATE TABLE journal_entry (
    organization_id uuid NOT NULL,
    position bigint NOT NULL,
    id uuid NOT NULL,
    kind text NOT NULL,
    bytes bytea NOT NULL,
    leaf_hash bytea NOT NULL,
    chain_hash bytea NOT NULL,
    partner_id uuid,
    appended_at timestamptz(3) NOT NULL,
    sealed_at timestamptz(3) NOT NULL,
    CONSTRAINT pk_journal_entry PRIMARY KEY (organization_id, position)
  );
  CREATE INDEX ix_journal_entry_partner_id_position ON journal_entry (organization_id, partner_id, position) WHERE partner_id is not null;
  CREATE UNIQUE INDEX ix_journal_entry_id ON journal_entry (organization_id, id);

  CREATE TABLE journal_head (
    organization_id uuid NOT NULL,
    size bigint NOT NULL DEFAULT '0',
    chain_hash bytea NOT NULL,
    CONSTRAINT pk_journal_head PRIMARY KEY (organization_id)
  );

  CREATE TABLE journal_origin (
    organization_id uuid NOT NULL,
    entry_id uuid NOT NULL,
    salt bytea,
    value jsonb,
    CONSTRAINT pk_journal_origin PRIMARY KEY (organization_id, entry_id)
  );

  CREATE TABLE journal_pending (
    organization_id uuid NOT NULL,
    id uuid NOT NULL,
    sequence bigint NOT NULL DEFAULT nextval('journal_sequence'),
    kind text NOT NULL,
    bytes bytea NOT NULL,
    digest bytea NOT NULL,
    partner_id uuid,
    appended_at timestamptz(3) NOT NULL,
    CONSTRAINT pk_journal_pending PRIMARY KEY (organization_id, id)
  );
  CREATE INDEX ix_journal_pending_sequence ON journal_pending (organization_id, sequence);

  CREATE TABLE organization (
    id uuid NOT NULL,
    slug text NOT NULL,
    name text NOT NULL,
    status text NOT NULL DEFAULT 'active',
    capabilities text array NOT NULL DEFAULT '{}',
    time_zone text NOT NULL DEFAULT 'UTC',
    created_at timestamptz(3) NOT NULL,
    CONSTRAINT uq_organization_slug UNIQUE (slug),
    CONSTRAINT ck_organization_slug CHECK (slug ~ '^[a-z0-9-]{3,30}$'),
    CONSTRAINT pk_organization PRIMARY KEY (id)
  );

  CREATE TABLE api_key (
    id uuid NOT NULL,
    organization_id uuid NOT NULL,
    name text NOT NULL,
    kind text NOT NULL,
    prefix text NOT NULL,
    token_hash bytea NOT NULL,
    created_at timestamptz(3) NOT NULL,
    revoked_at timestamptz(3),
    CONSTRAINT uq_api_key_token_hash UNIQUE (token_hash),
    CONSTRAINT ck_api_key_kind CHECK (kind in ('admin', 'events')),
    CONSTRAINT pk_api_key PRIMARY KEY (id)
  );
  CREATE INDEX ix_api_key_created_at ON api_key (organization_id, created_at);

  CREATE TABLE platform_user (
    id uuid NOT NULL,
    email text NOT NULL,
    name text NOT NULL,
    created_at timestamptz(3) NOT NULL,
    CONSTRAINT uq_platform_user_email UNIQUE (email),
    CONSTRAINT pk_platform_user PRIMARY KEY (id)
  );

  CREATE TABLE session (
    id uuid NOT NULL,
    organization_id uuid NOT NULL,
    principal_kind text NOT NULL,
    principal_id uuid NOT NULL,
    token_hash bytea NOT NULL,
    generation integer NOT NULL,
    created_at timestamptz(3) NOT NULL,
    expires_at timestamptz(3) NOT NULL,
    revoked_at timestamptz(3),
    CONSTRAINT uq_session_token_hash UNIQUE (token_hash),
    CONSTRAINT ck_session_principal_kind CHECK (principal_kind in ('member', 'partner')),
    CONSTRAINT pk_session PRIMARY KEY (id)
  );
  CREATE INDEX ix_session_principal_id ON session (organization_id, principal_id);

  CREATE TABLE sign_in_token (
    id uuid NOT NULL,
    organization_id uuid NOT NULL,
    principal_kind text NOT NULL,
    principal_id uuid NOT NULL,
    token_hash bytea NOT NULL,
    created_at timestamptz(3) NOT NULL,
    expires_at timestamptz(3) NOT NULL,
    consumed_at timestamptz(3),
    CONSTRAINT uq_sign_in_token_token_hash UNIQUE (token_hash),
    CONSTRAINT ck_sign_in_token_principal_kind CHECK (principal_kind in ('member', 'partner')),
    CONSTRAINT pk_sign_in_token PRIMARY KEY (id)
  );

  CREATE TABLE partner (
    organization_id uuid NOT NULL,
    id uuid NOT NULL,
    name text NOT NULL,
    email text NOT NULL,
    status text NOT NULL,
    generation integer NOT NULL DEFAULT '1',
    created_at timestamptz(3) NOT NULL,
    activated_at timestamptz(3),
    revoked_at timestamptz(3),
    revoke_reason text,
    CONSTRAINT uq_partner_email UNIQUE (organization_id, email),
    CONSTRAINT ck_partner_status CHECK (status in ('invited', 'active', 'revoked')),
    CONSTRAINT pk_partner PRIMARY KEY (organization_id, id)
  );
  CREATE INDEX ix_partner_created_at_id ON partner (organization_id, created_at, id);

  CREATE TABLE ledger_account (
    organization_id uuid NOT NULL,
    id uuid NOT NULL,
    kind text NOT NULL,
    partner_id uuid,
    currency text NOT NULL,
    balance_minor bigint NOT NULL DEFAULT '0',
    version bigint NOT NULL DEFAULT '0',
    CONSTRAINT ck_ledger_account_kind CHECK (kind in ('program_expense', 'partner_held', 'partner_payable', 'payout_in_transit', 'funding')),
    CONSTRAINT pk_ledger_account PRIMARY KEY (organization_id, id)
  );
  CREATE UNIQUE INDEX ix_ledger_account_house ON ledger_account (organization_id, kind, currency) WHERE partner_id is null;
  CREATE UNIQUE INDEX ix_ledger_account_partner_id_kind_currency ON ledger_account (organization_id, partner_id, kind, currency) WHERE partner_id is not null;

  CREATE TABLE program (
    organization_id uuid NOT NULL,
    id uuid NOT NULL,
    slug text NOT NULL,
    name text NOT NULL,
    attribution_model text NOT NULL,
    window_days integer NOT NULL,
    destination_url text NOT NULL,
    deep_link_domains text array NOT NULL DEFAULT '{}',
    created_at timestamptz(3) NOT NULL,
    CONSTRAINT uq_program_slug UNIQUE (organization_id, slug),
    CONSTRAINT ck_program_window CHECK (window_days between 1 and 3650),
    CONSTRAINT ck_program_model CHECK (attribution_model in ('last_click', 'first_click', 'linear', 'position', 'time_decay')),
    CONSTRAINT pk_program PRIMARY KEY (organization_id, id)
  );
  CREATE INDEX ix_program_created_at_id ON program (organization_id, created_at, id);

  CREATE TABLE link (
    organization_id uuid NOT NULL,
    id uuid NOT NULL,
    program_id uuid NOT NULL,
    partner_id uuid NOT NULL,
    key text NOT NULL,
    destination_url text,
    created_at timestamptz(3) NOT NULL,
    CONSTRAINT uq_link_key UNIQUE (organization_id, key),
    CONSTRAINT pk_link PRIMARY KEY (organization_id, id)
  );
  CREATE INDEX ix_link_partner_id_created_at_id ON link (organization_id, partner_id, created_at, id);

  CREATE TABLE click (
    organization_id uuid NOT NULL,
    id uuid NOT NULL,
    link_id uuid NOT NULL,
    program_id uuid NOT NULL,
    partner_id uuid NOT NULL,
    visitor_id uuid NOT NULL,
    clicked_at timestamptz(3) NOT NULL,
    source_hash bytea,
    sub_id text,
    partner_revoked boolean NOT NULL DEFAULT false,
    CONSTRAINT pk_click PRIMARY KEY (organization_id, id)
  );
  CREATE INDEX ix_click_link_id_source_hash_clicked_at ON click (organization_id, link_id, source_hash, clicked_at) WHERE source_hash is not null;
  CREATE INDEX ix_click_visitor_id_clicked_at_id ON click (organization_id, visitor_id, clicked_at, id);

  CREATE TABLE person (
    organization_id uuid NOT NULL,
    id uuid NOT NULL,
    user_id text,
    visitor_id uuid,
    created_at timestamptz(3) NOT NULL,
    CONSTRAINT uq_person_visitor_id UNIQUE (organization_id, visitor_id),
    CONSTRAINT uq_person_user_id UNIQUE (organization_id, user_id),
    CONSTRAINT ck_person_known_by CHECK (num_nonnulls(user_id, visitor_id) = 1),
    CONSTRAINT pk_person PRIMARY KEY (organization_id, id)
  );

  CREATE TABLE event (
    organization_id uuid NOT NULL,
    id uuid NOT NULL,
    external_id text NOT NULL,
    person_id uuid NOT NULL,
    cref_click_id uuid,
    bound_by text NOT NULL,
    type text NOT NULL,
    occurred_at timestamptz(3) NOT NULL,
    recorded_at timestamptz(3) NOT NULL,
    settings_revision bigint NOT NULL,
    amount_minor bigint,
    currency text,
    refund_of text,
    refund_status text,
    refunded_minor bigint NOT NULL DEFAULT '0',
    refunded_whole boolean NOT NULL DEFAULT false,
    metadata jsonb,
    body_hash bytea NOT NULL,
    answer jsonb,
    CONSTRAINT uq_event_external_id UNIQUE (organization_id, external_id),
    CONSTRAINT ck_event_refund_status CHECK (refund_status in ('applied', 'waiting', 'refused')),
    CONSTRAINT ck_event_bound_by CHECK (bound_by in ('user', 'cref')),
    CONSTRAINT ck_event_refunded CHECK (refunded_minor >= 0 and refunded_minor <= coalesce(amount_minor, 0)),
    CONSTRAINT ck_event_money CHECK (num_nulls(amount_minor, currency) in (0, 2) and amount_minor >= 0),
    CONSTRAINT pk_event PRIMARY KEY (organization_id, id)
  );
  CREATE INDEX ix_event_refund_of ON event (organization_id, refund_of) WHERE refund_of is not null;
  CREATE INDEX ix_event_person_id_occurred_at_external_id ON event (organization_id, person_id, occurred_at, external_id);

  CREATE TABLE attribution (
    organization_id uuid NOT NULL,
    id uuid NOT NULL,
    event_id uuid NOT NULL,
    version integer NOT NULL,
    cause text NOT NULL,
    program_id uuid,
    model text,
    weight_total bigint NOT NULL,
    trace jsonb NOT NULL,
    digest bytea,
    settings_revision bigint NOT NULL DEFAULT '0',
    decided_at timestamptz(3) NOT NULL,
    CONSTRAINT uq_attribution_event_id_version UNIQUE (organization_id, event_id, version),
    CONSTRAINT pk_attribution PRIMARY KEY (organization_id, id)
  );

  CREATE TABLE program_version (
    organization_id uuid NOT NULL,
    id uuid NOT NULL,
    program_id uuid NOT NULL,
    version integer NOT NULL,
    known_from bigint NOT NULL,
    recorded_at timestamptz(3) NOT NULL,
    starts_at timestamptz(3),
    ends_at timestamptz(3),
    holdback_days integer NOT NULL,
    rules jsonb NOT NULL,
    CONSTRAINT uq_program_version_program_id_version UNIQUE (organization_id, program_id, version),
    CONSTRAINT ck_program_version_dates CHECK (ends_at is null or starts_at is null or starts_at <= ends_at),
    CONSTRAINT ck_program_version_holdback CHECK (holdback_days between 0 and 3650),
    CONSTRAINT pk_program_version PRIMARY KEY (organization_id, id)
  );

  CREATE TABLE terms (
    organization_id uuid NOT NULL,
    id uuid NOT NULL,
    partner_id uuid NOT NULL,
    program_id uuid NOT NULL,
    version integer NOT NULL,
    known_from bigint NOT NULL,
    recorded_at timestamptz(3) NOT NULL,
    effective_from timestamptz(3) NOT NULL,
    source text NOT NULL,
    rules jsonb,
    holdback_days integer,
    CONSTRAINT uq_terms_partner_id_program_id_version UNIQUE (organization_id, partner_id, program_id, version),
    CONSTRAINT ck_terms_source CHECK (source in ('snapshot', 'amendment', 'cleared')),
    CONSTRAINT pk_terms PRIMARY KEY (organization_id, id)
  );

  CREATE TABLE commission (
    organization_id uuid NOT NULL,
    id uuid NOT NULL,
    event_id uuid NOT NULL,
    attribution_id uuid NOT NULL,
    partner_id uuid NOT NULL,
    program_id uuid NOT NULL,
    rule_key text NOT NULL,
    program_version_id uuid NOT NULL,
    terms_id uuid,
    status text NOT NULL,
    held_until timestamptz(3) NOT NULL,
    created_at timestamptz(3) NOT NULL,
    updated_at timestamptz(3) NOT NULL,
    amount_minor bigint NOT NULL,
    currency text NOT NULL,
    CONSTRAINT uq_commission_attribution_id_partner_id_program_id_rule_key UNIQUE (organization_id, attribution_id, partner_id, program_id, rule_key),
    CONSTRAINT ck_commission_amount CHECK (amount_minor > 0),
    CONSTRAINT ck_commission_status CHECK (status in ('held', 'approved', 'reversed', 'rejected', 'paid')),
    CONSTRAINT pk_commission PRIMARY KEY (organization_id, id)
  );
  CREATE INDEX ix_commission_held_until_id ON commission (organization_id, held_until, id) WHERE status = 'held';
  CREATE INDEX ix_commission_event_id ON commission (organization_id, event_id);
  CREATE INDEX ix_commission_partner_id_created_at_id ON commission (organization_id, partner_id, created_at, id);
  CREATE INDEX ix_commission_created_at_id ON commission (organization_id, created_at, id);

  CREATE TABLE adjustment (
    organization_id uuid NOT NULL,
    id uuid NOT NULL,
    commission_id uuid NOT NULL,
    event_id uuid NOT NULL,
    attribution_id uuid NOT NULL,
    partner_id uuid NOT NULL,
    program_id uuid NOT NULL,
    rule_key text NOT NULL,
    reason text NOT NULL,
    created_at timestamptz(3) NOT NULL,
    amount_minor bigint NOT NULL,
    currency text NOT NULL,
    CONSTRAINT pk_adjustment PRIMARY KEY (organization_id, id)
  );
  CREATE INDEX ix_adjustment_event_id ON adjustment (organization_id, event_id);
  CREATE INDEX ix_adjustment_commission_id ON adjustment (organization_id, commission_id);

  CREATE TABLE ledger_transfer (
    organization_id uuid NOT NULL,
    id uuid NOT NULL,
    kind text NOT NULL,
    commission_id uuid,
    adjustment_id uuid,
    created_at timestamptz(3) NOT NULL,
    CONSTRAINT ck_ledger_transfer_kind CHECK (kind in ('accrual', 'approval', 'reversal', 'adjustment', 'reservation', 'release', 'settlement', 'clawback')),
    CONSTRAINT pk_ledger_transfer PRIMARY KEY (organization_id, id)
  );
  CREATE INDEX ix_ledger_transfer_commission_id ON ledger_transfer (organization_id, commission_id);

  CREATE TABLE ledger_entry (
    organization_id uuid NOT NULL,
    id uuid NOT NULL,
    transfer_id uuid NOT NULL,
    account_id uuid NOT NULL,
    amount_minor bigint NOT NULL,
    currency text NOT NULL,
    CONSTRAINT pk_ledger_entry PRIMARY KEY (organization_id, id)
  );
  CREATE INDEX ix_ledger_entry_account_id_id ON ledger_entry (organization_id, account_id, id);
  CREATE INDEX ix_ledger_entry_transfer_id ON ledger_entry (organization_id, transfer_id);

  CREATE TABLE membership (
    organization_id uuid NOT NULL,
    id uuid NOT NULL,
    user_id uuid NOT NULL,
    role text NOT NULL,
    generation integer NOT NULL DEFAULT '1',
    created_at timestamptz(3) NOT NULL,
    revoked_at timestamptz(3),
    CONSTRAINT uq_membership_user_id UNIQUE (organization_id, user_id),
    CONSTRAINT ck_membership_role CHECK (role in ('OWNER', 'MAINTAINER', 'BILLING_ADMIN', 'MANAGER', 'EXPERT', 'LEARNER', 'SUPPORT')),
    CONSTRAINT pk_membership PRIMARY KEY (organization_id, id)
  );

  CREATE TABLE click_flag (
    organization_id uuid NOT NULL,
    id uuid NOT NULL,
    click_id uuid NOT NULL,
    reason text NOT NULL,
    evidence jsonb NOT NULL,
    flagged_at timestamptz(3) NOT NULL,
    lifted_at timestamptz(3),
    CONSTRAINT uq_click_flag_click_id_reason UNIQUE (organization_id, click_id, reason),
    CONSTRAINT ck_click_flag_reason CHECK (reason in ('bot', 'velocity', 'duplicate', 'manual')),
    CONSTRAINT pk_click_flag PRIMARY KEY (organization_id, id)
  );

  CREATE TABLE credit (
    organization_id uuid NOT NULL,
    id uuid NOT NULL,
    attribution_id uuid NOT NULL,
    event_id uuid NOT NULL,
    click_id uuid NOT NULL,
    partner_id uuid NOT NULL,
    program_id uuid NOT NULL,
    position integer NOT NULL,
    weight bigint NOT NULL,
    value_minor bigint,
    CONSTRAINT uq_credit_attribution_id_click_id UNIQUE (organization_id, attribution_id, click_id),
    CONSTRAINT ck_credit_weight CHECK (weight > 0),
    CONSTRAINT pk_credit PRIMARY KEY (organization_id, id)
  );

  CREATE TABLE identity (
    organization_id uuid NOT NULL,
    id uuid NOT NULL,
    person_id uuid NOT NULL,
    visitor_id uuid NOT NULL,
    click_id uuid NOT NULL,
    identified_at timestamptz(3) NOT NULL,
    CONSTRAINT uq_identity_person_id_visitor_id UNIQUE (organization_id, person_id, visitor_id),
    CONSTRAINT pk_identity PRIMARY KEY (organization_id, id)
  );
  CREATE INDEX ix_identity_visitor_id ON identity (organization_id, visitor_id);

  CREATE TABLE partner_revocation (
    organization_id uuid NOT NULL,
    id uuid NOT NULL,
    partner_id uuid NOT NULL,
    revoked_at timestamptz(3) NOT NULL,
    reinstated_at timestamptz(3),
    reason text,
    known_from bigint NOT NULL,
    lifted_known_from bigint,
    CONSTRAINT pk_partner_revocation PRIMARY KEY (organization_id, id)
  );
  CREATE INDEX ix_partner_revocation_partner_id ON partner_revocation (organization_id, partner_id);

  CREATE TABLE redecision (
    organization_id uuid NOT NULL,
    id uuid NOT NULL,
    person_id uuid NOT NULL,
    reason text NOT NULL,
    requested_at timestamptz(3) NOT NULL,
    CONSTRAINT pk_redecision PRIMARY KEY (organization_id, id)
  );
  CREATE INDEX ix_redecision_requested_at_id ON redecision (organization_id, requested_at, id);

  CREATE TABLE settings_head (
    organization_id uuid NOT NULL,
    revision bigint NOT NULL DEFAULT '0',
    CONSTRAINT pk_settings_head PRIMARY KEY (organization_id)
  );

  CREATE TABLE idempotency_key (
    organization_id uuid NOT NULL,
    key text NOT NULL,
    request_hash bytea NOT NULL,
    response jsonb NOT NULL,
    created_at timestamptz(3) NOT NULL,
    CONSTRAINT pk_idempotency_key PRIMARY KEY (organization_id, key)
  );

  CREATE TABLE platform_setting (
    key text NOT NULL,
    value jsonb NOT NULL,
    CONSTRAINT pk_platform_setting PRIMARY KEY (key)
  );

  ALTER TABLE api_key
    ADD CONSTRAINT fk_api_key
    FOREIGN KEY (organization_id) REFERENCES organization(id);
  ALTER TABLE session
    ADD CONSTRAINT fk_session
    FOREIGN KEY (organization_id) REFERENCES organization(id);
  ALTER TABLE sign_in_token
    ADD CONSTRAINT fk_sign_in_token
    FOREIGN KEY (organization_id) REFERENCES organization(id);
  ALTER TABLE partner
    ADD CONSTRAINT fk_partner
    FOREIGN KEY (organization_id) REFERENCES organization(id);
  ALTER TABLE ledger_account
    ADD CONSTRAINT fk_ledger_account_partner_id
    FOREIGN KEY (organization_id, partner_id) REFERENCES partner(organization_id,id);
  ALTER TABLE ledger_account
    ADD CONSTRAINT fk_ledger_account
    FOREIGN KEY (organization_id) REFERENCES organization(id);
  ALTER TABLE program
    ADD CONSTRAINT fk_program
    FOREIGN KEY (organization_id) REFERENCES organization(id);
  ALTER TABLE link
    ADD CONSTRAINT fk_link_program_id
    FOREIGN KEY (organization_id, program_id) REFERENCES program(organization_id,id);
  ALTER TABLE link
    ADD CONSTRAINT fk_link_partner_id
    FOREIGN KEY (organization_id, partner_id) REFERENCES partner(organization_id,id);
  ALTER TABLE click
    ADD CONSTRAINT fk_click_link_id
    FOREIGN KEY (organization_id, link_id) REFERENCES link(organization_id,id);
  ALTER TABLE person
    ADD CONSTRAINT fk_person
    FOREIGN KEY (organization_id) REFERENCES organization(id);
  ALTER TABLE event
    ADD CONSTRAINT fk_event_cref_click_id
    FOREIGN KEY (organization_id, cref_click_id) REFERENCES click(organization_id,id);
  ALTER TABLE event
    ADD CONSTRAINT fk_event_person_id
    FOREIGN KEY (organization_id, person_id) REFERENCES person(organization_id,id);
  ALTER TABLE attribution
    ADD CONSTRAINT fk_attribution_program_id
    FOREIGN KEY (organization_id, program_id) REFERENCES program(organization_id,id);
  ALTER TABLE attribution
    ADD CONSTRAINT fk_attribution_event_id
    FOREIGN KEY (organization_id, event_id) REFERENCES event(organization_id,id);
  ALTER TABLE program_version
    ADD CONSTRAINT fk_program_version_program_id
    FOREIGN KEY (organization_id, program_id) REFERENCES program(organization_id,id);
  ALTER TABLE terms
    ADD CONSTRAINT fk_terms_program_id
    FOREIGN KEY (organization_id, program_id) REFERENCES program(organization_id,id);
  ALTER TABLE terms
    ADD CONSTRAINT fk_terms_partner_id
    FOREIGN KEY (organization_id, partner_id) REFERENCES partner(organization_id,id);
  ALTER TABLE commission
    ADD CONSTRAINT fk_commission_terms_id
    FOREIGN KEY (organization_id, terms_id) REFERENCES terms(organization_id,id);
  ALTER TABLE commission
    ADD CONSTRAINT fk_commission_program_version_id
    FOREIGN KEY (organization_id, program_version_id) REFERENCES program_version(organization_id,id);
  ALTER TABLE commission
    ADD CONSTRAINT fk_commission_program_id
    FOREIGN KEY (organization_id, program_id) REFERENCES program(organization_id,id);
  ALTER TABLE commission
    ADD CONSTRAINT fk_commission_partner_id
    FOREIGN KEY (organization_id, partner_id) REFERENCES partner(organization_id,id);
  ALTER TABLE commission
    ADD CONSTRAINT fk_commission_attribution_id
    FOREIGN KEY (organization_id, attribution_id) REFERENCES attribution(organization_id,id);
  ALTER TABLE commission
    ADD CONSTRAINT fk_commission_event_id
    FOREIGN KEY (organization_id, event_id) REFERENCES event(organization_id,id);
  ALTER TABLE adjustment
    ADD CONSTRAINT fk_adjustment_program_id
    FOREIGN KEY (organization_id, program_id) REFERENCES program(organization_id,id);
  ALTER TABLE adjustment
    ADD CONSTRAINT fk_adjustment_partner_id
    FOREIGN KEY (organization_id, partner_id) REFERENCES partner(organization_id,id);
  ALTER TABLE adjustment
    ADD CONSTRAINT fk_adjustment_attribution_id
    FOREIGN KEY (organization_id, attribution_id) REFERENCES attribution(organization_id,id);
  ALTER TABLE adjustment
    ADD CONSTRAINT fk_adjustment_event_id
    FOREIGN KEY (organization_id, event_id) REFERENCES event(organization_id,id);
  ALTER TABLE adjustment
    ADD CONSTRAINT fk_adjustment_commission_id
    FOREIGN KEY (organization_id, commission_id) REFERENCES commission(organization_id,id);
  ALTER TABLE ledger_transfer
    ADD CONSTRAINT fk_ledger_transfer_adjustment_id
    FOREIGN KEY (organization_id, adjustment_id) REFERENCES adjustment(organization_id,id);
  ALTER TABLE ledger_transfer
    ADD CONSTRAINT fk_ledger_transfer_commission_id
    FOREIGN KEY (organization_id, commission_id) REFERENCES commission(organization_id,id);
  ALTER TABLE ledger_entry
    ADD CONSTRAINT fk_ledger_entry_account_id
    FOREIGN KEY (organization_id, account_id) REFERENCES ledger_account(organization_id,id);
  ALTER TABLE ledger_entry
    ADD CONSTRAINT fk_ledger_entry_transfer_id
    FOREIGN KEY (organization_id, transfer_id) REFERENCES ledger_transfer(organization_id,id);
  ALTER TABLE membership
    ADD CONSTRAINT fk_membership_user_id
    FOREIGN KEY (user_id) REFERENCES platform_user(id);
  ALTER TABLE membership
    ADD CONSTRAINT fk_membership
    FOREIGN KEY (organization_id) REFERENCES organization(id);
  ALTER TABLE click_flag
    ADD CONSTRAINT fk_click_flag_click_id
    FOREIGN KEY (organization_id, click_id) REFERENCES click(organization_id,id);
  ALTER TABLE credit
    ADD CONSTRAINT fk_credit_program_id
    FOREIGN KEY (organization_id, program_id) REFERENCES program(organization_id,id);
  ALTER TABLE credit
    ADD CONSTRAINT fk_credit_partner_id
    FOREIGN KEY (organization_id, partner_id) REFERENCES partner(organization_id,id);
  ALTER TABLE credit
    ADD CONSTRAINT fk_credit_click_id
    FOREIGN KEY (organization_id, click_id) REFERENCES click(organization_id,id);
  ALTER TABLE credit
    ADD CONSTRAINT fk_credit_attribution_id
    FOREIGN KEY (organization_id, attribution_id) REFERENCES attribution(organization_id,id);
  ALTER TABLE identity
    ADD CONSTRAINT fk_identity_click_id
    FOREIGN KEY (organization_id, click_id) REFERENCES click(organization_id,id);
  ALTER TABLE identity
    ADD CONSTRAINT fk_identity_person_id
    FOREIGN KEY (organization_id, person_id) REFERENCES person(organization_id,id);
  ALTER TABLE partner_revocation
    ADD CONSTRAINT fk_partner_revocation_partner_id
    FOREIGN KEY (organization_id, partner_id) REFERENCES partner(organization_id,id);
  ALTER TABLE redecision
    ADD CONSTRAINT fk_redecision_person_id
    FOREIGN KEY (organization_id, person_id) REFERENCES person(organization_id,id);
  ALTER TABLE settings_head
    ADD CONSTRAINT fk_settings_head
    FOREIGN KEY (organization_id) REFERENCES organization(id);
  ALTER TABLE idempotency_key
    ADD CONSTRAINT fk_idempotency_key
    FOREIGN KEY (organization_id) REFERENCES organization(id);
`;
