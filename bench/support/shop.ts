import { newToken } from "../../src/services/identity/token.js";
import { newId } from "../../src/shared/ids.js";
import type { OperatorContext } from "../../src/shared/operator-context.js";
import { enterOrganization, uuid } from "./organization.js";

const PARTNERS = 12;

/** An organization that events are sent to. */
export interface Shop {
  organizationId: string;
  /** An admin key. */
  token: string;
  userOf(number: number): string;
}

/** People who may buy: each has clicked four links and is known by their user id, `user-1` and so on. */
export async function openShop(operator: OperatorContext, slug: string, people: number): Promise<Shop> {
  const organizationId = await enterOrganization(operator, slug);
  const { token, hash, prefix } = newToken("key");
  await operator.in(organizationId).transaction(async (ctx) => {
    for (const statement of historyOf(people)) await ctx.execute(statement, [organizationId]);
    await ctx.execute(
      "INSERT INTO api_key (id, organization_id, name, scopes, prefix, token_hash, created_at) VALUES ($1, $2, 'bench', '{admin}', $3, $4, now())",
      [newId(), organizationId, prefix, hash],
    );
  });
  return { organizationId, token, userOf: (number) => `user-${(number % people) + 1}` };
}

const PARTNER = uuid("partner", `((n + touch) % ${PARTNERS} + 1)`);

const historyOf = (people: number): string[] => [
  `INSERT INTO program (organization_id, id, slug, name, attribution_model, window_days, destination_url, created_at)
   VALUES ($1::uuid, ${uuid("program", "1")}, 'main', 'Main', 'last_click', 30, 'https://shop.example/', now() - interval '60 days')`,
  `INSERT INTO program_version (organization_id, id, program_id, version, known_from, recorded_at, holdback_days, rules)
   VALUES ($1::uuid, ${uuid("version", "1")}, ${uuid("program", "1")}, 1, 0, now() - interval '60 days', 14,
     '[{"key": "sale", "eventTypes": null, "occurrence": "every", "reward": {"kind": "percent", "percentE4": 100000}, "capMonths": null}]')`,
  `INSERT INTO partner (organization_id, id, name, email, status, created_at)
   SELECT $1::uuid, ${uuid("partner", "n")}, 'Partner ' || n, 'partner' || n || '@example.com', 'active', now() - interval '60 days'
   FROM generate_series(1, ${PARTNERS}) n`,
  `INSERT INTO link (organization_id, id, program_id, partner_id, key, created_at)
   SELECT $1::uuid, ${uuid("link", "n")}, ${uuid("program", "1")}, ${uuid("partner", "n")}, 'key-' || n, now() - interval '60 days'
   FROM generate_series(1, ${PARTNERS}) n`,
  `INSERT INTO click (organization_id, id, link_id, program_id, partner_id, visitor_id, clicked_at)
   SELECT $1::uuid, ${uuid("click", "n || '-' || touch")}, ${uuid("link", `((n + touch) % ${PARTNERS} + 1)`)}, ${uuid("program", "1")}, ${PARTNER},
     ${uuid("visitor", "n")}, now() - interval '10 days' + touch * interval '1 hour'
   FROM generate_series(1, ${people}) n, generate_series(1, 4) touch`,
  `INSERT INTO person (organization_id, id, user_id, created_at)
   SELECT $1::uuid, ${uuid("person", "n")}, 'user-' || n, now() - interval '9 days' FROM generate_series(1, ${people}) n`,
  `INSERT INTO identity (organization_id, id, person_id, visitor_id, click_id, identified_at)
   SELECT $1::uuid, ${uuid("identity", "n")}, ${uuid("person", "n")}, ${uuid("visitor", "n")}, ${uuid("click", "n || '-4'")}, now() - interval '9 days'
   FROM generate_series(1, ${people}) n`,
];
