import DataLoader from "dataloader";

import type { ApiKeyKind } from "../../entities/identity/api-key.entity.js";
import type { OrganizationStatus } from "../../entities/organizations/organization.entity.js";
import type { Role } from "../../shared/role.js";
import type { Database } from "../../shared/database/database.js";
import { AppError, assert } from "../../shared/errors.js";
import type { Principal } from "../../shared/principal.js";
import { STANDING_REFUSALS } from "../organizations/organization-status.js";
import type { TokenKind } from "./token.js";
import { tokenHash, tokenKind } from "./token.js";

/** Whom a credential belongs to, with the rights that they have now. */
export interface Authenticated {
  organizationId: string;
  slug: string;
  principal: Principal;
}

export interface OrganizationName {
  id: string;
  slug: string;
}

interface SessionRow {
  id: string;
  organization_id: string;
  slug: string;
  principal_kind: "member" | "partner";
  principal_id: string;
  user_id: string | null;
  role: Role | null;
}

interface KeyRow {
  id: string;
  organization_id: string;
  slug: string;
  kind: ApiKeyKind;
}

/** More that arrive together are looked up by several statements. */
const LOOKED_UP_TOGETHER_MAX = 100;

/**
 * Finds out who asks, before the organization is known. Nothing is remembered between two calls: a change of role, a
 * revocation or the end of a session acts on the next one. What is asked in one turn of the event loop is one statement.
 */
export class AuthenticationService {
  private readonly strategies: Record<TokenKind, (hash: Buffer) => Promise<Authenticated | undefined>> = {
    session: (hash) => this.bySession(hash),
    key: (hash) => this.byKey(hash),
    // A sign-in link's token opens a session; it is not a credential itself.
    signIn: () => Promise.resolve(undefined),
  };

  private readonly sessions = this.loaderOf<SessionRow>((hashes) =>
    this.database.lookup(LOOK_UP_SESSIONS, [hashes, this.database.clock.now()], "lookup-sessions"),
  );
  private readonly keys = this.loaderOf<KeyRow>((hashes) =>
    this.database.lookup(LOOK_UP_KEYS, [hashes], "lookup-api-keys"),
  );

  constructor(private readonly database: Database) {}

  /**
   * Throws UNAUTHENTICATED for a token that is malformed, unknown, expired or revoked, without saying which, and FORBIDDEN
   * with the reason for a good one of an organization that does not work.
   */
  async authenticate(token: string): Promise<Authenticated> {
    const kind = tokenKind(token);
    const found = kind && (await this.strategies[kind](tokenHash(token)));
    if (found) return found;
    const status = kind && (await this.standingOf(kind, tokenHash(token)));
    if (status === undefined || status === "active") {
      throw new AppError("unauthenticated", "This credential is not valid.");
    }
    const { code, message } = STANDING_REFUSALS[status];
    throw new AppError("forbidden", message, { code });
  }

  /** Asked only of credentials that opened nothing, so that those who may come in do not pay for it. */
  private async standingOf(kind: TokenKind, hash: Buffer): Promise<OrganizationStatus | undefined> {
    if (kind === "signIn") return undefined;
    const [row] = await (kind === "key"
      ? this.database.lookup<{ status: OrganizationStatus }>("SELECT status FROM lookup.standing_of_key($1)", [hash])
      : this.database.lookup<{ status: OrganizationStatus }>("SELECT status FROM lookup.standing_of_session($1, $2)", [
          hash,
          this.database.clock.now(),
        ]));
    return row?.status;
  }

  /** The active organization with this slug, if there is one. */
  async findOrganization(slug: string): Promise<OrganizationName | undefined> {
    const [row] = await this.database.lookup<OrganizationName & { status: string }>(
      "SELECT id, slug, status FROM lookup.organization($1)",
      [slug],
      "lookup-organization",
    );
    return row?.status === "active" ? { id: row.id, slug: row.slug } : undefined;
  }

  private async bySession(hash: Buffer): Promise<Authenticated | undefined> {
    const row = await this.sessions.load(hash.toString("hex"));
    return row && { organizationId: row.organization_id, slug: row.slug, principal: sessionPrincipal(row) };
  }

  private async byKey(hash: Buffer): Promise<Authenticated | undefined> {
    const row = await this.keys.load(hash.toString("hex"));
    if (!row) return undefined;
    const principal: Principal = { kind: "key", keyId: row.id, keyKind: row.kind };
    return { organizationId: row.organization_id, slug: row.slug, principal };
  }

  private loaderOf<Row>(
    lookUp: (hashes: string[]) => Promise<(Row & { hash: string })[]>,
  ): DataLoader<string, Row | undefined> {
    return new DataLoader(
      async (hashes) => {
        const rows = new Map((await lookUp([...new Set(hashes)])).map((row) => [row.hash, row]));
        return hashes.map((hash) => rows.get(hash));
      },
      { cache: false, maxBatchSize: LOOKED_UP_TOGETHER_MAX, batchScheduleFn: (look) => setImmediate(look) },
    );
  }
}

const LOOK_UP_SESSIONS = `
  SELECT h.hash, s.* FROM unnest($1::text[]) AS h (hash) CROSS JOIN LATERAL lookup.session(decode(h.hash, 'hex'), $2) s`;

const LOOK_UP_KEYS = `
  SELECT h.hash, k.* FROM unnest($1::text[]) AS h (hash) CROSS JOIN LATERAL lookup.api_key(decode(h.hash, 'hex')) k`;

function sessionPrincipal(row: SessionRow): Principal {
  if (row.principal_kind === "partner") return { kind: "partner", partnerId: row.principal_id, sessionId: row.id };
  assert(row.user_id && row.role, "a member's session comes with their user and role");
  return { kind: "member", membershipId: row.principal_id, userId: row.user_id, role: row.role, sessionId: row.id };
}
