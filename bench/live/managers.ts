import { newToken } from "../../src/services/identity/token.js";
import { newId } from "../../src/shared/ids.js";
import type { Database } from "../../src/shared/database/database.js";
import { UserContext } from "../../src/shared/user-context.js";
import type { OperatorContext } from "../../src/shared/operator-context.js";

/** Managers of the organization, each a person with a session of their own. Gives the sessions' tokens. */
export async function openManagers(
  { operator, database }: { operator: OperatorContext; database: Database },
  organizationId: string,
  count: number,
): Promise<string[]> {
  const tokens = Array.from({ length: count }, () => newToken("session"));
  const userIds = tokens.map(() => newId());
  await operator.asRegistrar(organizationId, async (ctx) => {
    await ctx.execute(
      `INSERT INTO platform_user (id, email, name, created_at)
       SELECT id, id || '@example.com', 'Manager', now() FROM unnest($1::uuid[]) id`,
      [userIds],
    );
    await ctx.execute(
      `INSERT INTO membership (organization_id, id, user_id, role, created_at)
       SELECT $1, id, id, 'MANAGER', now() FROM unnest($2::uuid[]) id`,
      [organizationId, userIds],
    );
  });
  await Promise.all(
    tokens.map(({ hash }, place) =>
      new UserContext({ database, userId: userIds[place]! }).execute(
        `INSERT INTO session (id, active_organization_id, principal_kind, principal_id, token_hash, created_at, expires_at)
         VALUES (gen_random_uuid(), $1, 'user', $2, $3, now(), now() + interval '1 day')`,
        [organizationId, userIds[place], hash],
      ),
    ),
  );
  return tokens.map(({ token }) => token);
}
