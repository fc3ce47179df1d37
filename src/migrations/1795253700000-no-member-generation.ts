import type { MigrationInterface, QueryRunner } from "typeorm";

/** Generations are the person's since sessions are: a membership's is asked by nothing any more. */
export class NoMemberGeneration1795253700000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query("ALTER TABLE membership DROP generation");
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query("ALTER TABLE membership ADD generation integer NOT NULL DEFAULT 1");
  }
}
