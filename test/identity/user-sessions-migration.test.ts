import { afterEach, beforeEach, expect, test } from "@jest/globals";
import { createHash } from "node:crypto";
import pg from "pg";
import type { DataSource } from "typeorm";

import { AuthenticationService } from "../../src/services/identity/authentication.service.js";
import { KeyUse } from "../../src/services/identity/key-use.js";
import { newToken } from "../../src/services/identity/token.js";
import { createDataSource } from "../../src/shared/database/data-source.js";
import { migrate } from "../../src/shared/database/migrate.js";
import { newId } from "../../src/shared/ids.js";
import type { World } from "../support/world.js";
import { silentLog } from "../support/silent-log.js";
import { startWorld } from "../support/world.js";

let world: World;
let superuser: pg.Client;
let owner: DataSource;

beforeEach(async () => {
  world = await startWorld();
  superuser = new pg.Client(world.storage.superuserUrl);
  await superuser.connect();
  owner = createDataSource({ url: world.storage.ownerUrl, poolMax: 2, applicationName: "test" });
  await owner.initialize();
});
afterEach(async () => {
  await owner.destroy();
  await superuser.end();
  await world.end();
});

/** Takes the migration back, and whatever came later. */
async function undo(): Promise<void> {
  const isThere = `SELECT FROM pg_attribute WHERE attrelid = 'session'::regclass
    AND attname = 'active_organization_id' AND NOT attisdropped`;
  while ((await superuser.query(isThere)).rowCount === 1) await owner.undoLastMigration();
}

const hashOf = (token: string): Buffer => createHash("sha256").update(token).digest();

test("members stay signed in: their sessions and links become the person's, but for those that were dead", async () => {
  const organizationId = await world.bareOrganization();
  const [userId, membershipId, formerId, partnerId] = [newId(), newId(), newId(), newId()];
  await undo();
  const { token, former, stale, partner } = {
    token: newToken("session").token,
    former: newToken("session").token,
    stale: newToken("session").token,
    partner: newToken("session").token,
  };
  await superuser.query(`
    INSERT INTO platform_user (id, email, name, created_at) VALUES
      ('${userId}', 'ada@example.com', 'Ada', now()), ('${formerId}', 'bob@example.com', 'Bob', now());
    INSERT INTO membership (organization_id, id, user_id, role, generation, created_at, revoked_at) VALUES
      ('${organizationId}', '${membershipId}', '${userId}', 'MANAGER', 2, now(), NULL),
      ('${organizationId}', '${formerId}', '${formerId}', 'OWNER', 1, now(), now());
    INSERT INTO partner (organization_id, id, name, email, status, created_at)
      VALUES ('${organizationId}', '${partnerId}', 'Partner', 'p@example.com', 'active', now())`);
  const sessions = [
    ["member", membershipId, token, 2],
    ["member", membershipId, stale, 1],
    ["member", formerId, former, 1],
    ["partner", partnerId, partner, 1],
  ] as const;
  for (const [kind, id, of, generation] of sessions) {
    await superuser.query(
      `INSERT INTO session (id, organization_id, principal_kind, principal_id, token_hash, generation, created_at, expires_at)
       VALUES (gen_random_uuid(), $1, $2, $3, $4, $5, now(), now() + interval '1 day')`,
      [organizationId, kind, id, hashOf(of), generation],
    );
  }
  await superuser.query(
    `INSERT INTO sign_in_token (id, organization_id, principal_kind, principal_id, token_hash, created_at, expires_at)
     VALUES (gen_random_uuid(), $1, 'member', $2, $3, now(), now() + interval '1 day')`,
    [organizationId, membershipId, hashOf("link")],
  );

  await migrate(world.storage);

  const authentication = new AuthenticationService(world.database, new KeyUse(world.database, silentLog));
  expect(await authentication.authenticate(token)).toMatchObject({
    user: { userId },
    authenticated: { organizationId, principal: { kind: "member", membershipId, userId, role: "MANAGER" } },
  });
  expect(await authentication.authenticate(partner)).toMatchObject({
    authenticated: { organizationId, principal: { kind: "partner", partnerId } },
  });
  for (const dead of [former, stale]) {
    await expect(authentication.authenticate(dead)).rejects.toMatchObject({ kind: "unauthenticated" });
  }
  const links = await superuser.query(
    "SELECT principal_kind, principal_id, active_organization_id, organization_id FROM sign_in_token",
  );
  expect(links.rows).toEqual([
    {
      principal_kind: "user",
      principal_id: userId,
      active_organization_id: organizationId,
      organization_id: null,
    },
  ]);
});
