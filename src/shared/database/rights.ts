import type { QueryRunner } from "typeorm";

/**
 * Which privileges the roles have on which tables: the whole of it, in one place. What is not listed is not granted: the
 * runtime role cannot change a click, an entry of the ledger or a sealed entry of the journal.
 */
const RUNTIME_RIGHTS: Record<string, string[]> = {
  SELECT: ["flag", "organization", "platform_user", "platform_setting", "journal_entry", "journal_head", "migration"],
  "SELECT, INSERT": [
    "adjustment",
    "attribution",
    "click",
    "credit",
    "idempotency_key",
    "ledger_entry",
    "ledger_transfer",
    "link",
    "program_version",
    "terms",
  ],
  // Never the slug, by which everybody else knows it, nor its place in the tree.
  "UPDATE (name, time_zone, status, status_reason, capabilities)": ["organization"],
  // Of who is a member here: that their rights have changed.
  "UPDATE (generation)": ["platform_user"],
  "SELECT, INSERT, UPDATE": [
    "api_key",
    "billing_account",
    "click_flag",
    "commission",
    "commission_rollup_head",
    "event",
    "identity",
    "invitation",
    "journal_origin",
    "ledger_account",
    "membership",
    "organization_profile",
    "partner",
    "partner_revocation",
    "person",
    "program",
    "seat_budget",
    "session",
    "settings_head",
    "sign_in_token",
  ],
  "SELECT, INSERT, DELETE": [
    "commission_rollup",
    "commission_rollup_day",
    "commission_rollup_mark",
    "commission_rollup_month",
    "redecision",
  ],
  // Whether anything waits to be sealed is all that it may learn.
  "SELECT (organization_id), INSERT": ["journal_pending"],
  "SELECT, INSERT, UPDATE, DELETE": ["rate_limit"],
  // Put beside a change; what stands in it is the mailer's to read.
  INSERT: ["mail"],
};

const CROSSING_RIGHTS: Record<string, Record<string, string[]>> = {
  tributary_lookup: {
    SELECT: [
      "api_key",
      "commission",
      "commission_rollup_head",
      "commission_rollup_mark",
      "invitation",
      "impersonation",
      "journal_pending",
      "link",
      "membership",
      "operator_session",
      "organization",
      "organization_profile",
      "partner",
      "platform_user",
      "program",
      "redecision",
      "session",
      "sign_in_step",
      "sign_in_token",
      "user_passkey",
      "user_preference",
    ],
  },
  tributary_click_writer: { INSERT: ["click", "click_flag"] },
  tributary_sealer: {
    "SELECT, INSERT": ["journal_entry"],
    "SELECT, INSERT, UPDATE": ["journal_head"],
    "SELECT, DELETE": ["journal_pending"],
  },
  tributary_registrar: {
    "SELECT, INSERT": ["organization", "platform_user"],
    "UPDATE (generation)": ["platform_user"],
    INSERT: [
      "billing_account",
      "journal_origin",
      "journal_pending",
      "mail",
      "organization_profile",
      "settings_head",
      "user_preference",
    ],
    "SELECT, UPDATE": ["invitation"],
    "SELECT, INSERT, UPDATE": ["membership", "platform_setting", "seat_budget"],
  },
  // One person at a time.
  tributary_people: {
    SELECT: ["membership"],
    "SELECT, INSERT, UPDATE": ["platform_user", "session", "sign_in_token"],
    INSERT: ["journal_pending", "journal_origin", "mail"],
    "SELECT, INSERT, UPDATE, DELETE": [
      "passkey_challenge",
      "sign_in_step",
      "user_passkey",
      "user_password",
      "user_preference",
      "user_recovery_code",
      "user_totp",
    ],
  },
  tributary_mailer: {
    "SELECT, UPDATE, DELETE": ["mail"],
    "SELECT, INSERT, UPDATE, DELETE": ["mail_setting"],
    // That somebody changed them stands in a journal.
    INSERT: ["journal_pending", "journal_origin"],
  },
  tributary_operator: {
    "SELECT, INSERT, UPDATE, DELETE": ["flag"],
    "SELECT, INSERT, DELETE": ["flag_change"],
    "SELECT, INSERT, UPDATE": ["impersonation", "operator_session", "platform_user"],
    SELECT: ["organization", "seat_budget"],
    "SELECT (principal_kind, principal_id, created_at)": ["session"],
    "SELECT (organization_id, id, user_id, role, status, revoked_at)": ["membership"],
    "SELECT (organization_id, revoked_at)": ["partner"],
    "SELECT (organization_id)": ["program"],
    INSERT: ["journal_origin", "journal_pending", "mail"],
  },
  // In one organization at a time, and by its policy only what has expired: no crossing.
  tributary_jobs: { "SELECT (organization_id, key, created_at), DELETE": ["idempotency_key"] },
};

/** Roles that belong to the database, not to a person: none can log in. */
export const CROSSING_ROLES = Object.keys(CROSSING_RIGHTS);

const quoted = (name: string): string => `"${name.replaceAll('"', '""')}"`;

/** Makes the roles, before the first migration speaks of them. Safe to repeat. */
export async function ensureRoles(owner: QueryRunner, appRole: string): Promise<void> {
  for (const role of CROSSING_ROLES) {
    const [found] = (await owner.query("SELECT 1 FROM pg_roles WHERE rolname = $1", [role])) as unknown[];
    if (!found) {
      // Another process may be making it at this moment.
      await owner
        .query(`CREATE ROLE ${role} NOLOGIN NOSUPERUSER NOBYPASSRLS NOCREATEDB NOCREATEROLE`)
        .catch(ignoring("42710", "23505"));
    }
    await ensureGrant(owner, role, await currentUser(owner));
    if (role !== "tributary_lookup") await ensureGrant(owner, role, appRole);
  }
  await owner.query("CREATE SCHEMA IF NOT EXISTS lookup AUTHORIZATION tributary_lookup");
  await owner.query("GRANT USAGE ON SCHEMA public TO tributary_lookup");
}

/** Roles belong to the whole cluster: granting again what is granted would only get in the way of another database's start. */
async function ensureGrant(owner: QueryRunner, role: string, member: string): Promise<void> {
  const granted = (await owner.query(
    `SELECT 1 FROM pg_auth_members WHERE roleid = $1::regrole AND member = $2::regrole
       AND grantor = current_user::regrole AND set_option AND NOT inherit_option`,
    [role, quoted(member)],
  )) as unknown[];
  if (granted.length > 0) return;
  await owner.query(`GRANT ${role} TO ${quoted(member)} WITH INHERIT FALSE, SET TRUE`).catch(ignoring("23505"));
}

async function currentUser(owner: QueryRunner): Promise<string> {
  const [user] = (await owner.query("SELECT current_user AS name")) as { name: string }[];
  return user?.name ?? "";
}

/**
 * Gives every role exactly its rights, and takes what it should no longer have. Runs after each migration; safe to repeat.
 * One statement list is one transaction: servers that run meanwhile never see a moment without rights.
 */
export async function applyRights(owner: QueryRunner, appRole: string): Promise<void> {
  const app = quoted(appRole);
  const [migration] = (await owner.query(
    "SELECT relforcerowsecurity AS forced FROM pg_class WHERE oid = 'public.migration'::regclass",
  )) as { forced: boolean }[];
  const statements = migration?.forced
    ? []
    : [
        "ALTER TABLE migration ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY",
        "CREATE POLICY own_rows ON migration USING (true) WITH CHECK (true)",
      ];
  for (const [role, rights] of [[app, RUNTIME_RIGHTS] as const, ...Object.entries(CROSSING_RIGHTS)]) {
    statements.push(
      `REVOKE ALL ON ALL TABLES IN SCHEMA public FROM ${role}`,
      `GRANT USAGE ON SCHEMA public TO ${role}`,
    );
    for (const [verbs, tables] of Object.entries(rights)) {
      statements.push(`GRANT ${verbs} ON ${tables.join(", ")} TO ${role}`);
    }
  }
  statements.push(
    `GRANT USAGE ON SEQUENCE journal_sequence TO ${app}, tributary_mailer, tributary_operator, tributary_people, tributary_registrar`,
    "SET LOCAL ROLE tributary_lookup",
    `GRANT USAGE ON SCHEMA lookup TO ${app}, tributary_people`,
    "REVOKE ALL ON ALL FUNCTIONS IN SCHEMA lookup FROM PUBLIC",
    `GRANT EXECUTE ON ALL FUNCTIONS IN SCHEMA lookup TO ${app}`,
    `GRANT EXECUTE ON FUNCTION lookup.memberships(uuid), lookup.stepped_up_at(uuid),
       lookup.listed_organizations(text, int) TO tributary_people`,
  );
  await owner.query(`BEGIN; ${statements.join("; ")}; COMMIT`).catch(async (error: unknown) => {
    await owner.query("ROLLBACK");
    throw error;
  });
}

function ignoring(...states: string[]): (error: unknown) => void {
  return (error) => {
    const state = (error as { driverError?: { code?: string } }).driverError?.code;
    if (!state || !states.includes(state)) throw error;
  };
}
