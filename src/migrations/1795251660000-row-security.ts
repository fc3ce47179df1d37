import type { MigrationInterface, QueryRunner } from "typeorm";

const TENANT_TABLES = [
  "adjustment",
  "attribution",
  "click",
  "click_flag",
  "commission",
  "credit",
  "event",
  "idempotency_key",
  "identity",
  "journal_entry",
  "journal_head",
  "journal_origin",
  "journal_pending",
  "ledger_account",
  "ledger_entry",
  "ledger_transfer",
  "link",
  "membership",
  "partner",
  "partner_revocation",
  "person",
  "program",
  "program_version",
  "redecision",
  "settings_head",
  "terms",
];

/** Platform tables whose rows belong to an organization. */
const OWNED_TABLES = ["api_key", "session", "sign_in_token"];

/** Unset gives null, and null equals nothing: no rows and no error. The subselect is evaluated once, not for each row. */
const CURRENT = "(select nullif(current_setting('app.organization_id', true), '')::uuid)";

/** Which roles cross the boundary, on which tables, for what. Each is NOLOGIN and taken for one transaction. */
const CROSSINGS: { role: string; verb: "SELECT" | "INSERT" | "UPDATE" | "DELETE"; tables: string[] }[] = [
  {
    role: "tributary_lookup",
    verb: "SELECT",
    tables: [
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
  { role: "tributary_click_writer", verb: "INSERT", tables: ["click"] },
  { role: "tributary_sealer", verb: "SELECT", tables: ["journal_pending", "journal_head", "journal_entry"] },
  { role: "tributary_sealer", verb: "INSERT", tables: ["journal_entry", "journal_head"] },
  { role: "tributary_sealer", verb: "UPDATE", tables: ["journal_head"] },
  { role: "tributary_sealer", verb: "DELETE", tables: ["journal_pending"] },
  { role: "tributary_registrar", verb: "SELECT", tables: ["organization", "platform_user", "membership"] },
  {
    role: "tributary_registrar",
    verb: "INSERT",
    tables: ["organization", "platform_user", "membership", "settings_head", "journal_pending", "platform_setting"],
  },
  { role: "tributary_registrar", verb: "UPDATE", tables: ["platform_setting"] },
];

/** Forced row level security on every table: the owner is subject to it as well. */
export class RowSecurity1795251660000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    for (const table of [...TENANT_TABLES, ...OWNED_TABLES])
      await runner.query(fenced(table, `organization_id = ${CURRENT}`));
    await runner.query(fenced("organization", `id = ${CURRENT}`));
    await runner.query(
      fenced("platform_user", "exists (select from membership where membership.user_id = platform_user.id)"),
    );
    await runner.query(fenced("platform_setting", "true", "SELECT"));
    for (const { role, verb, tables } of CROSSINGS) {
      for (const table of tables) await runner.query(crossing(role, verb, table));
    }
  }

  async down(runner: QueryRunner): Promise<void> {
    for (const { role, verb, tables } of CROSSINGS) {
      for (const table of tables) await runner.query(`DROP POLICY ${policyName(role, verb)} ON ${table}`);
    }
    for (const table of [...TENANT_TABLES, ...OWNED_TABLES, "organization", "platform_user", "platform_setting"]) {
      await runner.query(`DROP POLICY own_rows ON ${table}; ALTER TABLE ${table} DISABLE ROW LEVEL SECURITY`);
    }
  }
}

function fenced(table: string, rows: string, verb = "ALL"): string {
  const check = verb === "SELECT" ? "" : ` WITH CHECK (${rows})`;
  return `
    ALTER TABLE ${table} ENABLE ROW LEVEL SECURITY;
    ALTER TABLE ${table} FORCE ROW LEVEL SECURITY;
    CREATE POLICY own_rows ON ${table} FOR ${verb} USING (${rows})${check}`;
}

const policyName = (role: string, verb: string): string => `${role.replace("tributary_", "")}_${verb.toLowerCase()}`;

function crossing(role: string, verb: string, table: string): string {
  const using = verb === "INSERT" ? "" : "USING (true)";
  const check = verb === "INSERT" || verb === "UPDATE" ? "WITH CHECK (true)" : "";
  return `CREATE POLICY ${policyName(role, verb)} ON ${table} FOR ${verb} TO ${role} ${using} ${check}`;
}
