import { afterAll, beforeAll, describe, expect, test } from "@jest/globals";
import type { GraphQLField } from "graphql";
import { getMetadataStorage } from "type-graphql";

import { buildGraphSchema } from "../../src/resolvers/build-graph-schema.js";
import { newId } from "../../src/shared/ids.js";
import type { KeyScope } from "../../src/shared/key-scope.js";
import { KEY_SCOPES } from "../../src/shared/key-scope.js";
import type { Holder, Permission } from "../../src/shared/permissions.js";
import { OPERATOR, permissionsOf } from "../../src/shared/permissions.js";
import type { Principal } from "../../src/shared/principal.js";
import { UserContext } from "../../src/shared/user-context.js";
import { ROLES } from "../../src/shared/role.js";
import type { Campaign, DoorOrganization, GraphAnswer } from "../support/door-world.js";
import { DoorWorld } from "../support/door-world.js";
import { eventually } from "../support/eventually.js";
import { collect } from "../support/frames.js";
import type { GeneratedOperation, Named } from "../support/generated-operation.js";
import { operationOf } from "../support/generated-operation.js";
import { OrganizationTraces, contentOf } from "../support/organization-traces.js";

type Who = Holder | "stranger";
type Kind = "query" | "mutation" | "subscription";

const EVERYBODY: readonly Who[] = [...ROLES, "PARTNER", ...KEY_SCOPES, "stranger"];
const isScope = (who: Who): who is KeyScope => (KEY_SCOPES as readonly string[]).includes(who);
const WITHIN = EVERYBODY.filter((who): who is Exclude<Who, "stranger"> => who !== "stranger");

/** Entry points that need no permission, and who may use them. Every other one names the permissions of which it needs one. */
const OPEN: Record<string, readonly Who[]> = {
  operator: EVERYBODY,
  viewer: EVERYBODY.filter((who) => who === "admin" || !isScope(who)),
  me: EVERYBODY,
  switchOrganization: ROLES,
  createOrganization: ROLES,
  exploreOrganizations: ROLES,
  changeLandingOrganization: ROLES,
  changeNotificationRouting: ROLES,
  changeDisplay: ROLES,
  rateLimit: EVERYBODY,
  _service: WITHIN.filter((who) => who !== "events:write"),
  signIn: EVERYBODY,
  invitationPreview: EVERYBODY,
  acceptInvitation: EVERYBODY,
  signOut: EVERYBODY,
  requestSignInLink: EVERYBODY,
  beginPasskeySignIn: EVERYBODY,
  // People look after what they sign in with themselves, whatever they may do in an organization.
  accountSecurity: ROLES,
  stepUp: ROLES,
  beginStepUp: ROLES,
  setPassword: ROLES,
  removePassword: ROLES,
  enrolApp: ROLES,
  confirmApp: ROLES,
  removeApp: ROLES,
  renewRecoveryCodes: ROLES,
  beginPasskey: ROLES,
  addPasskey: ROLES,
  renamePasskey: ROLES,
  removePasskey: ROLES,
  endSession: ROLES,
  signOutEverywhere: ROLES,
};

/** What those may change who otherwise only look: what is theirs. */
const WRITERS_OF_THEIRS: Record<string, readonly Who[]> = {
  createLink: ["PARTNER"],
  changeBillingIdentity: ["BILLING_ADMIN"],
  changeFunding: ["BILLING_ADMIN"],
  leaveOrganization: ["BILLING_ADMIN", "EXPERT", "LEARNER", "SUPPORT"],
};

/** They end the session or the membership that asks, so they are asked with sessions of their own. */
const ENDING = new Set(["signOut", "signOutEverywhere", "leaveOrganization"]);

const REFUSALS = new Set([
  "FORBIDDEN",
  "forbidden_scope",
  "INTROSPECTION_REFUSED",
  "scoped_key_not_for_portal",
  "UNAUTHENTICATED",
  "tenant_slug_missing",
]);
/** With one of these the operation was not what it should have been, or we failed: nothing was tried. */
const NOT_TRIED = new Set([
  "INTERNAL",
  "INTERNAL_SERVER_ERROR",
  "UNAVAILABLE",
  "RATE_LIMITED",
  "GRAPHQL_VALIDATION_FAILED",
  "GRAPHQL_PARSE_FAILED",
  "BAD_USER_INPUT",
  "OPERATION_TOO_LARGE",
  "MAX_COST_EXCEEDED",
]);

const schema = buildGraphSchema();

interface EntryPoint {
  kind: Kind;
  field: GraphQLField<unknown, unknown>;
  /** Who holds one of the permissions that the resolver names. */
  allowed: readonly Who[];
}

const principalOf = (who: Exclude<Who, "stranger">): Principal => {
  if (who === "PARTNER") return { kind: "partner", partnerId: newId(), sessionId: newId() };
  if (isScope(who)) return { kind: "key", keyId: newId(), scopes: [who] };
  return { kind: "member", membershipId: newId(), userId: newId(), role: who, sessionId: newId() };
};

const holders = (needed: readonly Permission[]): Who[] =>
  WITHIN.filter((who) => needed.some((permission) => permissionsOf(principalOf(who)).has(permission)));

/** A gateway needs the permission of every type that it names. Here it names all of them, and members are seen by the fewest. */
const NARROWED: Record<string, readonly Permission[]> = { _entities: ["member:read"] };

const { queries, mutations, subscriptions } = getMetadataStorage();
const ROOTS = {
  query: schema.getQueryType(),
  mutation: schema.getMutationType(),
  subscription: schema.getSubscriptionType(),
};
const METADATA = { query: queries, mutation: mutations, subscription: subscriptions };

/** Every entry point of the schema. One that names no permission and is not open is one that nobody may use. */
const ENTRY_POINTS: EntryPoint[] = (["query", "mutation", "subscription"] as const).flatMap((kind) =>
  Object.values(ROOTS[kind]?.getFields() ?? {}).map((field) => {
    const { roles } = METADATA[kind].find(({ schemaName }) => schemaName === field.name) ?? {};
    const needed = NARROWED[field.name] ?? (roles as Permission[] | undefined);
    return { kind, field, allowed: needed ? holders(needed) : (OPEN[field.name] ?? []) };
  }),
);
/** For operators at their own path, and so for none of those who are tried here. */
const OPERATORS = new Set(
  [...queries, ...mutations].filter(({ roles }) => roles?.includes(OPERATOR)).map(({ schemaName }) => schemaName),
);
const pointsOf = (...kinds: Kind[]): [string, EntryPoint][] =>
  ENTRY_POINTS.filter(({ kind }) => kinds.includes(kind)).map((point) => [`${point.kind} ${point.field.name}`, point]);

/** One organization with everything that an operation can name. */
interface Side {
  organization: DoorOrganization;
  campaign: Campaign;
  stir: () => Promise<void>;
  tokens: Record<Exclude<Who, "stranger">, string>;
  named: Named;
}

let door: DoorWorld;
let acme: Side;
let rival: Side;
let traces: OrganizationTraces;
let calls = 0;
const leaks: string[] = [];

async function tokensOf(organization: DoorOrganization, partnerToken: string): Promise<Side["tokens"]> {
  const tokens: Record<string, string> = { PARTNER: partnerToken };
  for (const role of ROLES) tokens[role] = (await organization.member(role)).token;
  for (const scope of KEY_SCOPES) tokens[scope] = await organization.key(scope);
  return tokens as Side["tokens"];
}

async function makeSide(): Promise<Side> {
  const organization = await door.organization();
  const { ctx } = organization;
  const mark = newId();
  const campaign = await organization.campaign({ name: `Program ${mark}`, slug: `program-${mark}` });
  // The one who asks is not the one whom mutations are tried upon.
  const [partner, other] = [await campaign.partner(`Asker ${mark}`), await campaign.partner(`Other ${mark}`)];
  const stir = async (): Promise<void> => {
    for (const one of [partner, other]) {
      const userId = `user-${newId()}`;
      await campaign.touch(one, userId);
      await campaign.sale(userId);
    }
  };
  await stir();
  const of = async (statement: string): Promise<Record<string, string>> =>
    (await ctx.query<Record<string, string>>(statement, [organization.id, other.id]))[0] ?? {};
  const earned = await of(
    `SELECT c.id AS "commissionId", e.id AS "eventId", e.external_id AS "externalId", e.person_id AS "personId",
       p.user_id AS "userId" FROM commission c
     JOIN event e ON e.organization_id = c.organization_id AND e.id = c.event_id
     JOIN person p ON p.organization_id = e.organization_id AND p.id = e.person_id
     WHERE c.organization_id = $1 AND c.partner_id = $2`,
  );
  const click = await of(
    `SELECT id AS cref, visitor_id AS "visitorId" FROM click WHERE organization_id = $1 AND partner_id = $2`,
  );
  const tokens = await tokensOf(organization, partner.token);
  const user = await of(
    `SELECT user_id AS "id of User", id AS "membershipId" FROM membership WHERE organization_id = $1 AND $2::uuid IS NOT NULL`,
  );
  const { id: apiKeyId } = await door.container.apiKeys.create(ctx, { name: `Key ${mark}`, scopes: ["events:write"] });
  const { invitation } = await door.container.invitations.invite(ctx, {
    email: `${mark}@example.com`,
    role: "MANAGER",
  });
  const { membershipId } = await organization.member("SUPPORT");
  const named: Named = {
    ...earned,
    ...click,
    apiKeyId,
    invitationId: invitation.id,
    mailId: newId(),
    membershipId,
    partnerId: other.id,
    programId: campaign.programId,
    linkId: other.linkId,
    ...user,
    ...(await ownThingsOf(user["id of User"] ?? "")),
    organizationId: organization.id,
    parentId: organization.id,
    operatedOrganizationId: organization.id,
    operatorId: newId(),
    impersonationId: newId(),
    refundOf: earned["externalId"] ?? "",
    eventInputId: `sent-${mark}`,
    "slug of Program": `program-${mark}`,
  };
  return { organization, campaign, stir, tokens, named };
}

/** What a person has that is nobody else's, members of their own organization included. */
async function ownThingsOf(userId: string): Promise<Named> {
  const user = new UserContext({ database: door.world.database, userId });
  const passkeyId = newId();
  await user.execute(
    `INSERT INTO user_passkey (id, user_id, credential_id, public_key, counter, transports, name, is_synced, created_at)
     VALUES ($1::uuid, $2, $1::text, '', 0, '{}', 'Phone', false, now())`,
    [passkeyId, userId],
  );
  // Not the one that asks.
  const { sessionId } = await door.container.sessions.start(user, null);
  return { passkeyId, sessionId };
}

beforeAll(async () => {
  // Executors word several refusals of one answer differently, and here nearly every answer has several.
  door = await DoorWorld.start({ comparesModes: false });
  [acme, rival] = [await makeSide(), await makeSide()];
  traces = await OrganizationTraces.of(rival.organization);
});
afterAll(async () => {
  process.stderr.write(`${ENTRY_POINTS.length} operations, ${calls} calls, ${leaks.length} leaks\n`);
  await door.end();
});

/** The rival's things, but for what an event is called by whoever sends it: that comes back to them. */
const theirs = (): Named => ({ ...rival.named, eventInputId: `sent-${newId()}` });
const NOBODYS = new Proxy<Named>({}, { get: () => "018f0000-0000-7000-8000-000000000000", has: () => true });
const MALFORMED = new Proxy<Named>({}, { get: () => "' OR 1=1 \u0000", has: () => true });

async function ask({ text, variables }: GeneratedOperation, token: string | undefined): Promise<GraphAnswer> {
  calls += 1;
  const answer = await door.graph(text, { token, variables });
  note(text, JSON.stringify([answer.data, answer.errors]));
  return answer;
}

function note(text: string, answer: string): void {
  const found = traces.in(answer);
  if (found.length > 0) leaks.push(`${text.slice(0, 80)}: ${found.join(", ")}`);
}

const codesAt = ({ errors }: GraphAnswer, isRoot: boolean): string[] =>
  (errors ?? []).filter(({ path }) => !isRoot || (path?.length ?? 0) <= 1).map(({ extensions }) => extensions.code);

/** Refused as a whole. A field deeper down that the asker may not see is its own affair. */
const isRefused = (answer: GraphAnswer): boolean => codesAt(answer, true).some((code) => REFUSALS.has(code));

function expectTried(answer: GraphAnswer): void {
  expect((answer.errors ?? []).filter(({ extensions }) => NOT_TRIED.has(extensions.code))).toEqual([]);
  expect(answer.status).toBeLessThan(500);
}

describe("who may do what in the graph", () => {
  test("every entry point names a permission that somebody holds, or is one of the few that are open", () => {
    expect(
      ENTRY_POINTS.filter(({ field, allowed }) => allowed.length === 0 && !OPERATORS.has(field.name)).map(
        ({ field }) => field.name,
      ),
    ).toEqual([]);
    expect(ENTRY_POINTS.length).toBeGreaterThan(40);
    expect(traces.size).toBeGreaterThan(30);
  });

  test("whoever only looks or learns changes nothing, who earns makes links of their own, and a stranger only signs in", () => {
    const open = new Set(Object.keys(OPEN));
    for (const { kind, field, allowed } of ENTRY_POINTS.filter(({ field }) => !open.has(field.name))) {
      const entry = `${kind} ${field.name}`;
      if (kind === "mutation") {
        const onlyReaders: readonly Who[] = ["BILLING_ADMIN", "EXPERT", "LEARNER", "SUPPORT", "PARTNER"];
        const readers = onlyReaders.filter((who) => allowed.includes(who));
        expect({ entry, readers }).toEqual({ entry, readers: WRITERS_OF_THEIRS[field.name] ?? [] });
      }
      if (field.name !== "organization" && field.name !== "leaveOrganization") {
        expect({ entry, learners: allowed.filter((who) => who === "EXPERT" || who === "LEARNER") }).toEqual({
          entry,
          learners: [],
        });
      }
      expect({ entry, may: allowed.includes("events:write") }).toEqual({ entry, may: field.name === "recordEvents" });
    }
  });

  // Before anybody tries mutations upon those whom it names.
  test("a subscription brings nothing of another organization, to nobody, whatever it names", async () => {
    const clients = EVERYBODY.map((who) => {
      const token = who === "stranger" ? undefined : acme.tokens[who];
      return { who, client: door.socket({ ...(token !== undefined && { token }) }) };
    });
    const watched = pointsOf("subscription").flatMap(([, { kind, field, allowed }]) =>
      clients.flatMap(({ who, client }) =>
        [acme.named, theirs()].map((named) => {
          calls += 1;
          const { text, variables } = operationOf(kind, field, named, named);
          const isOwn = named === acme.named;
          return { field, allowed, who, isOwn, frames: collect(client, text, variables) };
        }),
      ),
    );
    const ofOwners = watched.filter(({ who, isOwn }) => who === "OWNER" && isOwn);
    await eventually(async () => {
      await Promise.all([acme.stir(), rival.stir()]);
      for (const { field, frames } of ofOwners) {
        expect({ field: field.name, codes: frames.errors, brought: frames.received.length > 0 }).toEqual({
          field: field.name,
          codes: [],
          brought: true,
        });
      }
    }, 30_000);
    traces = await OrganizationTraces.of(rival.organization);
    for (const { field, allowed, who, frames } of watched) {
      note(`${field.name} as ${who}`, JSON.stringify([frames.received, frames.errors]));
      if (allowed.includes(who)) continue;
      expect({ field: field.name, who, received: frames.received }).toEqual({ field: field.name, who, received: [] });
    }
    for (const { frames } of watched) frames.stop();
    for (const { client } of clients) await client.dispose();
    expect(leaks).toEqual([]);
  }, 120_000);

  test.each(pointsOf("query", "mutation"))("%s: exactly those who may, may", async (_, { kind, field, allowed }) => {
    // Signing out ends the session that asks, so it is given some of its own.
    const tokens =
      ENDING.has(field.name) || field.name === "transferOwnership"
        ? await tokensOf(acme.organization, (await acme.organization.partner()).token)
        : acme.tokens;
    await Promise.all(
      EVERYBODY.map(async (who) => {
        const own = operationOf(kind, field, { ...acme.named, eventInputId: `sent-${newId()}` }, acme.named);
        const answer = await ask(own, who === "stranger" ? undefined : tokens[who]);
        if (allowed.includes(who)) expectTried(answer);
        expect({ who, isRefused: isRefused(answer) }).toEqual({ who, isRefused: !allowed.includes(who) });
      }),
    );
  });

  test("what belongs to another organization is never shown, and never changed", async () => {
    const before = await contentOf(rival.organization);
    for (const { kind, field, allowed } of ENTRY_POINTS.filter(({ kind }) => kind !== "subscription")) {
      if (ENDING.has(field.name)) continue;
      const foreign = operationOf(kind, field, theirs(), theirs());
      const plain = operationOf(kind, field, undefined, acme.named);
      await Promise.all(
        EVERYBODY.map(async (who) => {
          const token = who === "stranger" ? undefined : acme.tokens[who];
          const answer = await ask(foreign, token);
          if (kind === "query" && !plain.mustName) await ask(plain, token);
          if (!allowed.includes(who) || who === "stranger") return;
          expectTried(answer);
          if (!foreign.mustName || (kind === "mutation" && field.name === "recordEvents")) return;
          expect({ entry: field.name, who, codes: codesAt(answer, true) }).toEqual({
            entry: field.name,
            who,
            codes: ["NOT_FOUND"],
          });
        }),
      );
      if (!foreign.mustName || field.name === "recordEvents") continue;
      const one = WITHIN.find((who) => allowed.includes(who));
      const token = one && acme.tokens[one];
      const told = await Promise.all(
        [theirs(), NOBODYS, MALFORMED].map(async (named) => ask(operationOf(kind, field, named, named), token)),
      );
      const [seen, absent, malformed] = told.map(withoutRequest);
      expect({ entry: field.name, answer: seen }).toEqual({ entry: field.name, answer: absent });
      expect({ entry: field.name, answer: malformed }).toEqual({ entry: field.name, answer: absent });
    }
    expect(leaks).toEqual([]);
    await eventually(async () => expect(await contentOf(rival.organization)).toEqual(before));
  }, 300_000);

  test("a path of another organization is not found, whatever is asked", async () => {
    const { slug } = rival.organization;
    const answer = await door.graph("{ __typename }", { token: acme.tokens.OWNER, slug });
    expect(answer).toMatchObject({ status: 404, errors: [{ extensions: { code: "NOT_FOUND" } }] });
  });

  test("a stranger without an organization is asked for one, on the field and not on the request", async () => {
    const answer = await door.graph("{ __typename organization { slug } }");
    expect(answer).toMatchObject({
      status: 200,
      errors: [{ path: ["organization"], extensions: { code: "tenant_slug_missing" } }],
    });
  });
});

const withoutRequest = ({ data, errors }: GraphAnswer): unknown => ({
  data,
  errors: errors?.map(({ message, path, extensions: { code } }) => ({ message, path, code })),
});
