import type { Database } from "../../../shared/database/database.js";
import { UserContext } from "../../../shared/user-context.js";
import type { Role } from "../../../shared/role.js";
import type { ApiKeyService } from "../../identity/api-key.service.js";
import type { SessionService } from "../../identity/session.service.js";
import type { DemoHouse } from "./demo-house.js";

/** How to come into a demo world by every door: for black-box tests. Every token is usable as `Authorization: Bearer`. */
export interface DemoCredentials {
  url: string;
  organizations: {
    id: string;
    slug: string;
    name: string;
    tokens: Record<Role, string>;
    keys: { admin: string; events: string };
    partners: { id: string; email: string; token: string; links: { key: string; url: string }[] }[];
  }[];
}

/** Gives every member, partner and machine of a demo organization a new token. Those given before stay valid. */
export async function giveDemoCredentials(
  house: DemoHouse,
  { sessions, keys, database }: { sessions: SessionService; keys: ApiKeyService; database: Database },
  urlOfLink: (slug: string, key: string) => string,
): Promise<DemoCredentials["organizations"][number]> {
  const { ctx, organization } = house;
  const tokens = {} as Record<Role, string>;
  for (const [role, { userId }] of house.members) {
    const user = new UserContext({ database, userId });
    tokens[role] = (await sessions.start(user, ctx.organizationId)).token;
  }
  const partners = [];
  for (const { partner, links } of house.partners) {
    // A revoked partner's sessions would be dead from the beginning.
    if (partner.status === "revoked") continue;
    const { id, email, generation } = partner;
    const { token } = await sessions.startPartner(ctx, { partnerId: id, generation });
    partners.push({
      id,
      email,
      token,
      links: links.map(({ key }) => ({ key, url: urlOfLink(organization.slug, key) })),
    });
  }
  return {
    id: ctx.organizationId,
    slug: organization.slug,
    name: organization.name,
    tokens,
    keys: {
      admin: (await keys.create(ctx, { name: "demo, everything", scopes: ["admin"] })).token,
      events: (await keys.create(ctx, { name: "demo, events", scopes: ["events:write"] })).token,
    },
    partners,
  };
}
