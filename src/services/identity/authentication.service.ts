import DataLoader from "dataloader";

import type { OrganizationStatus } from "../../entities/organizations/organization.entity.js";
import type { Role } from "../../shared/role.js";
import type { Database } from "../../shared/database/database.js";
import { AppError, assert, notFound } from "../../shared/errors.js";
import type { KeyScope } from "../../shared/key-scope.js";
import type { Principal } from "../../shared/principal.js";
import type { SignedInUser } from "../../shared/user-context.js";
import { STANDING_REFUSALS } from "../organizations/organization-status.js";
import type { KeyUse, UsedKey } from "./key-use.js";
import type { TokenKind } from "./token.js";
import { tokenHash, tokenKind } from "./token.js";

/** Who somebody is in an organization, with the rights that they have now. */
export interface Authenticated {
  organizationId: string;
  slug: string;
  principal: Principal;
}

/** Whom a credential belongs to: a person, or a partner or key of one organization. */
export interface Recognised {
  /** In the organization asked for; absent for a person who is no member there, or asks for none and is in none. */
  authenticated?: Authenticated | undefined;
  /** The person behind a session; absent for partners and keys. */
  user?: SignedInUser | undefined;
  /** Why a person may do nothing in an organization of which they are a member: it does not work. */
  refusal?: AppError | undefined;
}

export interface OrganizationName {
  id: string;
  slug: string;
}

interface SessionRow {
  id: string;
  principal_kind: "user" | "partner";
  principal_id: string;
  /** A person's; null for partners. */
  generation: number | null;
  /** The organization asked for. */
  organization_id: string | null;
  slug: string | null;
  status: OrganizationStatus | null;
  /** A person's membership there. */
  membership_id: string | null;
  role: Role | null;
  /** Whether it is the partner's. */
  is_own: boolean | null;
}

interface ImpersonationRow {
  id: string;
  organization_id: string;
  slug: string;
  status: OrganizationStatus;
  membership_id: string;
  user_id: string;
  role: Role;
  operator_id: string;
  is_read_only: boolean;
  expires_at: Date;
}

interface KeyRow extends UsedKey {
  slug: string;
  scopes: KeyScope[];
}

/** More that arrive together are looked up by several statements. */
const LOOKED_UP_TOGETHER_MAX = 100;

/**
 * Finds out who asks, before the organization is known. Nothing is remembered between two calls: a change of role, a
 * revocation or the end of a session acts on the next one. What is asked in one turn of the event loop is one statement.
 */
export class AuthenticationService {
  private readonly strategies: Record<TokenKind, (hash: Buffer, slug?: string) => Promise<Recognised | undefined>> = {
    session: (hash, slug) => this.bySession(hash, slug),
    key: (hash, slug) => this.byKey(hash, slug),
    // The tokens of links open a session or a membership; they are no credentials themselves.
    signIn: () => Promise.resolve(undefined),
    // At the operator's own path only.
    operator: () => Promise.resolve(undefined),
    secondStep: () => Promise.resolve(undefined),
    invitation: () => Promise.resolve(undefined),
    impersonation: (hash, slug) => this.byImpersonation(hash, slug),
  };

  private readonly sessions = loaderOf<SessionAsked, SessionRow>((asked) =>
    this.database.lookup(
      LOOK_UP_SESSIONS,
      [asked.map(({ hash }) => hash), asked.map(({ slug }) => slug ?? null), this.database.clock.now()],
      "lookup-sessions",
    ),
  );
  private readonly keys = loaderOf<{ hash: string }, KeyRow>((asked) =>
    this.database.lookup(LOOK_UP_KEYS, [asked.map(({ hash }) => hash), this.database.clock.now()], "lookup-api-keys"),
  );

  constructor(
    private readonly database: Database,
    private readonly keyUse: KeyUse,
  ) {}

  /**
   * Whose token it is, and who that is in the organization of the slug; without one, where they are.
   *
   * @throws UNAUTHENTICATED for a token that is malformed, unknown, expired or revoked, without saying which; NOT_FOUND for
   *   an organization that is not there for them, without saying whether it is for others; FORBIDDEN with the reason for a
   *   good one of an organization that does not work.
   */
  async authenticate(token: string, slug?: string): Promise<Recognised> {
    const kind = tokenKind(token);
    const found = kind && (await this.strategies[kind](tokenHash(token), slug));
    if (found) return found;
    const standing = kind === "key" ? await this.standingOfKey(tokenHash(token)) : undefined;
    throw standing ?? new AppError("unauthenticated", "This credential is not valid.");
  }

  /** Asked only of keys that opened nothing, so that those who may come in do not pay for it. */
  private async standingOfKey(hash: Buffer): Promise<AppError | undefined> {
    const [row] = await this.database.lookup<{ status: OrganizationStatus }>(
      "SELECT status FROM lookup.standing_of_key($1)",
      [hash],
    );
    return row && standingRefusal(row.status);
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

  private async bySession(hash: Buffer, slug: string | undefined): Promise<Recognised | undefined> {
    const row = await this.sessions.load({ hash: hash.toString("hex"), slug });
    if (!row) return undefined;
    return row.principal_kind === "user" ? personOf(row, slug) : partnerOf(row, slug);
  }

  /** An operator in a member's place: never the person, whose own rows stay their own. */
  private async byImpersonation(hash: Buffer, slug: string | undefined): Promise<Recognised | undefined> {
    const [row] = await this.database.lookup<ImpersonationRow>(
      "SELECT * FROM lookup.impersonation($1, $2)",
      [hash, this.database.clock.now()],
      "lookup-impersonation",
    );
    if (!row) return undefined;
    if (slug !== undefined && slug !== row.slug) throw notFound("organization");
    const refusal = standingRefusal(row.status);
    if (refusal) throw refusal;
    const principal: Principal = {
      kind: "member",
      membershipId: row.membership_id,
      userId: row.user_id,
      role: row.role,
      sessionId: row.id,
      impersonation: {
        id: row.id,
        operatorId: row.operator_id,
        isReadOnly: row.is_read_only,
        endsAt: row.expires_at,
      },
    };
    return { authenticated: { organizationId: row.organization_id, slug: row.slug, principal } };
  }

  private async byKey(hash: Buffer, slug: string | undefined): Promise<Recognised | undefined> {
    const row = await this.keys.load({ hash: hash.toString("hex") });
    if (!row) return undefined;
    if (slug !== undefined && slug !== row.slug) throw notFound("organization");
    this.keyUse.note(row);
    const principal: Principal = { kind: "key", keyId: row.id, scopes: row.scopes };
    return { authenticated: { organizationId: row.organization_id, slug: row.slug, principal } };
  }
}

interface SessionAsked {
  hash: string;
  slug: string | undefined;
}

const LOOK_UP_SESSIONS = `
  SELECT h.place, s.* FROM unnest($1::text[], $2::text[]) WITH ORDINALITY AS h (hash, slug, place)
  CROSS JOIN LATERAL lookup.session(decode(h.hash, 'hex'), h.slug, $3) s`;

const LOOK_UP_KEYS = `
  SELECT h.place, k.* FROM unnest($1::text[]) WITH ORDINALITY AS h (hash, place)
  CROSS JOIN LATERAL lookup.api_key(decode(h.hash, 'hex'), $2) k`;

/** What is asked in one turn of the event loop is asked together; the same twice is asked once. */
function loaderOf<Asked extends { hash: string; slug?: string | undefined }, Row>(
  lookUp: (asked: Asked[]) => Promise<(Row & { place: string })[]>,
): DataLoader<Asked, Row | undefined> {
  return new DataLoader(
    async (asked) => {
      const different = new Map(asked.map((one) => [placeOf(one), one]));
      const rows = await lookUp([...different.values()]);
      const places = [...different.keys()];
      const found = new Map(rows.map((row) => [places[Number(row.place) - 1], row]));
      return asked.map((one) => found.get(placeOf(one)));
    },
    { cache: false, maxBatchSize: LOOKED_UP_TOGETHER_MAX, batchScheduleFn: (look) => setImmediate(look) },
  );
}

const placeOf = ({ hash, slug }: { hash: string; slug?: string | undefined }): string => `${hash} ${slug ?? ""}`;

/** Who is no member of the organization asked for is told that it is not there; asking for none, they are nowhere. */
function personOf(row: SessionRow, slug: string | undefined): Recognised {
  assert(row.generation !== null, "a person's session comes with their generation");
  const user = { userId: row.principal_id, sessionId: row.id, generation: row.generation };
  const { organization_id: organizationId, slug: found, status, membership_id: membershipId, role } = row;
  if (organizationId === null || found === null || membershipId === null || role === null) {
    if (slug !== undefined) throw notFound("organization");
    return { user };
  }
  const refusal = standingRefusal(status);
  // Without a path they are still themselves, and may go elsewhere.
  if (refusal && slug !== undefined) throw refusal;
  if (refusal) return { user, refusal };
  const { userId, sessionId } = user;
  const principal: Principal = { kind: "member", membershipId, userId, role, sessionId };
  return { user, authenticated: { organizationId, slug: found, principal } };
}

/** A partner is one organization's. */
function partnerOf(row: SessionRow, slug: string | undefined): Recognised | undefined {
  const { organization_id: organizationId, slug: found, status } = row;
  if (!row.is_own || organizationId === null || found === null) {
    if (slug !== undefined) throw notFound("organization");
    return undefined;
  }
  const refusal = standingRefusal(status);
  if (refusal) throw refusal;
  const principal: Principal = { kind: "partner", partnerId: row.principal_id, sessionId: row.id };
  return { authenticated: { organizationId, slug: found, principal } };
}

/** What somebody is told who belongs to an organization that does not work. */
function standingRefusal(status: OrganizationStatus | null): AppError | undefined {
  if (status === null || status === "active") return undefined;
  const { code, message } = STANDING_REFUSALS[status];
  return new AppError("forbidden", message, { code });
}
