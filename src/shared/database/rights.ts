import type { QueryRunner } from "typeorm";

/**
 * Which privileges the roles have on which tables: the whole of it, in one place. What is not listed is not granted: the
 * runtime role cannot change a click, an entry of the ledger or a sealed entry of the journal.
 */
const RUNTIME_RIGHTS: Record<string, string[]> = {
  SELECT: ["organization", "platform_user", "platform_setting", "journal_entry", "journal_head", "migration"],
  "SELECT, INSERT": [
    "adjustment",
    "attribution",
    "click",
    "credit",
    "idempotency_key",
    "identity",
    "ledger_entry",
    "ledger_transfer",
    "link",
    "program_version",
    "terms",
  ],
  "SELECT, INSERT, UPDATE": [
    "api_key",
    "click_flag",
    "commission",
    "event",
    "journal_origin",
    "ledger_account",
    "membership",
    "partner",
    "partner_revocation",
    "person",
    "program",
    "session",
    "settings_head",
    "sign_in_token",
  ],
  "SELECT, INSERT, DELETE": ["redecision"],
  INSERT: ["journal_pending"],
};

const CROSSING_RIGHTS: Record<string, Record<string, string[]>> = {
  tributary_lookup: {
    SELECT: [
      "api_key",
      "commission",
      "journal_pending",
      "link",
      "membership",
      "organization",
      "partner",
      "platform_user",
      "program",
      "redecision",
      "session",
      "sign_in_token",
    ],
  },
  tributary_click_writer: { INSERT: ["click", "click_flag"] },
  tributary_sealer: {
    "SELECT, INSERT": ["journal_entry"],
    "SELECT, INSERT, UPDATE": ["journal_head"],
    "SELECT, DELETE": ["journal_pending"],
  },
  tributary_registrar: {
    "SELECT, INSERT": ["organization", "platform_user", "membership"],
    INSERT: ["settings_head", "journal_pending"],
    "SELECT, INSERT, UPDATE": ["platform_setting"],
  },
  tributary_jobs: {},
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
    await owner.query(`GRANT ${role} TO CURRENT_USER WITH INHERIT FALSE, SET TRUE`);
    if (role !== "tributary_lookup")
      await owner.query(`GRANT ${role} TO ${quoted(appRole)} WITH INHERIT FALSE, SET TRUE`);
  }
  await owner.query("CREATE SCHEMA IF NOT EXISTS lookup AUTHORIZATION tributary_lookup");
  await owner.query("GRANT USAGE ON SCHEMA public TO tributary_lookup");
}

/** Gives every role exactly its rights, and takes what it should no longer have. Runs after each migration; safe to repeat. */
export async function applyRights(owner: QueryRunner, appRole: string): Promise<void> {
  const app = quoted(appRole);
  await owner.query(`
    ALTER TABLE migration ENABLE ROW LEVEL SECURITY;
    ALTER TABLE migration FORCE ROW LEVEL SECURITY;
    DROP POLICY IF EXISTS own_rows ON migration;
    CREATE POLICY own_rows ON migration USING (true) WITH CHECK (true)`);
  for (const [role, rights] of [[app, RUNTIME_RIGHTS] as const, ...Object.entries(CROSSING_RIGHTS)]) {
    await owner.query(
      `REVOKE ALL ON ALL TABLES IN SCHEMA public FROM ${role}; GRANT USAGE ON SCHEMA public TO ${role}`,
    );
    for (const [verbs, tables] of Object.entries(rights)) {
      await owner.query(`GRANT ${verbs} ON ${tables.join(", ")} TO ${role}`);
    }
  }
  await owner.query(`GRANT USAGE ON SEQUENCE journal_sequence TO ${app}, tributary_registrar`);
  await owner.query(`
    SET ROLE tributary_lookup;
    GRANT USAGE ON SCHEMA lookup TO ${app};
    REVOKE ALL ON ALL FUNCTIONS IN SCHEMA lookup FROM PUBLIC;
    GRANT EXECUTE ON ALL FUNCTIONS IN SCHEMA lookup TO ${app};
    RESET ROLE`);
}

function ignoring(...states: string[]): (error: unknown) => void {
  return (error) => {
    const state = (error as { driverError?: { code?: string } }).driverError?.code;
    if (!state || !states.includes(state)) throw error;
  };
}
