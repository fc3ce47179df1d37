import type { MigrationInterface, QueryRunner } from "typeorm";

/** What holds the hash of a secret, and in which columns. */
const HASHES: Readonly<Record<string, readonly string[]>> = {
  session: ["token_hash"],
  sign_in_token: ["token_hash"],
  api_key: ["token_hash"],
  operator_session: ["token_hash"],
  impersonation: ["token_hash"],
  sign_in_step: ["token_hash"],
  user_recovery_code: ["code_hash"],
  passkey_challenge: ["challenge_hash"],
  invitation: ["mail_token_hash", "copy_token_hash"],
};

/** Where the hash of a secret stands, nothing else can: the database itself takes what is as long as SHA-256 makes it. */
export class WholeHashes1795253760000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    for (const [table, columns] of Object.entries(HASHES)) {
      const isWhole = columns.map((column) => `octet_length(${column}) = 32`).join(" and ");
      await runner.query(`ALTER TABLE ${table} ADD CONSTRAINT ck_${table}_hash CHECK (${isWhole})`);
    }
  }

  async down(runner: QueryRunner): Promise<void> {
    for (const table of Object.keys(HASHES))
      await runner.query(`ALTER TABLE ${table} DROP CONSTRAINT ck_${table}_hash`);
  }
}
