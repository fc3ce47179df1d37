import { readFileSync } from "node:fs";
import { join } from "node:path";

import { afterAll, beforeAll, describe, expect, test } from "@jest/globals";
import pg from "pg";

import { PROJECT_FOLDER } from "../../src/shared/project-folder.js";
import type { World } from "../support/world.js";
import { startWorld } from "../support/world.js";
import type { CatalogueTable, Layout } from "./citus-rules.js";
import { CATALOGUE, citusFaults } from "./citus-rules.js";

const DOCUMENT = readFileSync(join(PROJECT_FOLDER, "docs/scale.md"), "utf8");

/** What a statement block of the document does, by its first line: `-- before`, `-- lay-out` or `-- local: …`. */
const blocks = [...DOCUMENT.matchAll(/```sql\n([^`]+)```/g)].map(([, block = ""]) => block);
const block = (title: string): string => blocks.find((text) => text.startsWith(`-- ${title}`)) ?? "";

function layoutsOf(statements: string): Map<string, Layout> {
  const layouts = new Map<string, Layout>();
  const note = (name: string, layout: Layout): void => {
    expect(layouts.has(name)).toBe(false);
    layouts.set(name, layout);
  };
  for (const [, name = ""] of statements.matchAll(/create_distributed_table\('(\w+)', 'organization_id'/g))
    note(name, "distributed");
  for (const [, name = ""] of statements.matchAll(/create_reference_table\('(\w+)'\)/g)) note(name, "reference");
  for (const [, names = ""] of statements.matchAll(/^-- local: (.+)$/gm)) {
    for (const name of names.split(", ")) note(name, "local");
  }
  return layouts;
}

describe("the lay-out on Citus that docs/scale.md gives", () => {
  let world: World;
  let owner: pg.Client;
  const layouts = layoutsOf(block("lay-out"));
  const catalogue = async (): Promise<CatalogueTable[]> => (await owner.query<CatalogueTable>(CATALOGUE)).rows;

  beforeAll(async () => {
    world = await startWorld();
    owner = new pg.Client(world.storage.ownerUrl);
    await owner.connect();
  });
  afterAll(async () => {
    await owner.end();
    await world.end();
  });

  test("names every table, and every key of theirs is one that Citus can keep", async () => {
    await owner.query("BEGIN");
    try {
      await owner.query(block("before"));
      expect(citusFaults(await catalogue(), layouts)).toEqual([
        // Told in the document as what is in the way.
        "platform_user has a subquery in its policy own_rows",
      ]);
    } finally {
      await owner.query("ROLLBACK");
    }
  });

  test("the fence says the same without its subquery", async () => {
    const [acme, rival] = [await world.bareOrganization(), await world.bareOrganization()];
    await owner.query("BEGIN");
    try {
      await owner.query(block("before"));
      const seen = async (organizationId: string | null): Promise<string[]> => {
        await owner.query(
          organizationId === null ? "RESET app.organization_id" : `SET LOCAL app.organization_id = '${organizationId}'`,
        );
        const { rows } = await owner.query<{ id: string }>("SELECT organization_id AS id FROM settings_head");
        return rows.map(({ id }) => id);
      };
      expect([await seen(acme), await seen(rival), await seen(null)]).toEqual([[acme], [rival], []]);
    } finally {
      await owner.query("ROLLBACK");
    }
  });

  const broken: [string, string, string][] = [
    ["a table that is not laid out", "CREATE TABLE stray (organization_id uuid NOT NULL)", "stray has no lay-out"],
    [
      "a unique key over all organizations",
      "CREATE UNIQUE INDEX ix_wide ON link (key)",
      "link cannot keep ix_wide unique over all shards",
    ],
    [
      "a reference without the organization",
      "ALTER TABLE settings_head ADD COLUMN link_id uuid; CREATE UNIQUE INDEX ix_link_id ON link (id); ALTER TABLE settings_head ADD CONSTRAINT fk_wide FOREIGN KEY (link_id) REFERENCES link (id)",
      "settings_head refers to link by fk_wide without the organization in the same place",
    ],
    [
      "a reference from what every node has to what is split",
      "ALTER TABLE session ADD CONSTRAINT fk_back FOREIGN KEY (organization_id, principal_id) REFERENCES partner (organization_id, id)",
      "session refers to partner by fk_back, from reference to distributed",
    ],
    [
      "a reference to what only the coordinator has",
      "ALTER TABLE settings_head ADD COLUMN kept text REFERENCES platform_setting (key)",
      "settings_head refers to platform_setting by settings_head_kept_fkey, from distributed to local",
    ],
    [
      "a trigger",
      "CREATE TRIGGER meddling BEFORE INSERT ON click FOR EACH ROW EXECUTE FUNCTION suppress_redundant_updates_trigger()",
      "click has the trigger meddling",
    ],
    [
      "a subquery in a policy",
      "CREATE POLICY curious ON click USING (EXISTS (SELECT FROM link))",
      "click has a subquery in its policy curious",
    ],
    [
      "numbers that nodes would run out of",
      "ALTER TABLE click ADD COLUMN number int GENERATED ALWAYS AS IDENTITY",
      "click numbers number, which is no bigint",
    ],
  ];
  test.each(broken)("%s is found", async (_, statements, fault) => {
    await owner.query("BEGIN");
    try {
      await owner.query(block("before"));
      await owner.query(statements);
      expect(citusFaults(await catalogue(), layouts)).toContain(fault);
    } finally {
      await owner.query("ROLLBACK");
    }
  });
});
