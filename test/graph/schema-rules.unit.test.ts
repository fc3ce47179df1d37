import "reflect-metadata";

import { describe, expect, test } from "@jest/globals";
import type { GraphQLField, GraphQLInputField, GraphQLNamedType, GraphQLObjectType, GraphQLType } from "graphql";
import {
  getNamedType,
  isEnumType,
  isInputObjectType,
  isInterfaceType,
  isListType,
  isNonNullType,
  isObjectType,
  isUnionType,
  validateSchema,
} from "graphql";

import { buildGraphSchema } from "../../src/resolvers/build-graph-schema.js";

const schema = buildGraphSchema();
/** Ours, without GraphQL's own and a gateway's. */
const types = Object.values(schema.getTypeMap()).filter(({ name }) => !name.startsWith("_"));
const objects = types.filter(isObjectType);

interface Place {
  where: string;
  owner: GraphQLNamedType;
  field: GraphQLField<unknown, unknown> | GraphQLInputField;
}
const places: Place[] = types
  .flatMap((owner) =>
    isObjectType(owner) || isInterfaceType(owner) || isInputObjectType(owner)
      ? Object.values(owner.getFields()).map((field) => ({ where: `${owner.name}.${field.name}`, owner, field }))
      : [],
  )
  .filter(({ field }) => !field.name.startsWith("_"));

const isList = (type: GraphQLType): boolean => isListType(isNonNullType(type) ? type.ofType : type);
const argsOf = ({ field }: Place) => ("args" in field ? field.args : []);
const fieldsOf = (type: GraphQLObjectType): Record<string, string> =>
  Object.fromEntries(Object.values(type.getFields()).map(({ name, type }) => [name, String(type)]));
const isConnection = ({ name }: GraphQLNamedType): boolean => name.endsWith("Connection");

test("the schema is valid, which no start checks again", () => {
  expect(validateSchema(schema)).toEqual([]);
});

const capital = (name: string): string => name.charAt(0).toUpperCase() + name.slice(1);
const named = (type: GraphQLType): string => String(getNamedType(type as never));
/** All faults at once, so that one run names them all. */
const faults = (isFault: (place: Place) => boolean): string[] => places.filter(isFault).map(({ where }) => where);

/** Lists that are no pages, and why none of them grows beyond measure. A new one is a page, or says here why not. */
const SHORT_LISTS: Record<string, readonly string[]> = {
  "as many as were written by hand into one form": [
    "AmendTermsInput.rules",
    "ApiKey.scopes",
    "CreateApiKeyInput.scopes",
    "FlagScope.environments",
    "FlagScope.organizationSlugs",
    "FlagScope.plans",
    "FlagScope.resellerSlugs",
    "FlagScopeInput.environments",
    "FlagScopeInput.organizationSlugs",
    "FlagScopeInput.plans",
    "FlagScopeInput.resellerSlugs",
    "CommissionRule.eventTypes",
    "CommissionRuleInput.eventTypes",
    "CreateProgramInput.deepLinkDomains",
    "CreateProgramInput.rules",
    "EditProgramInput.deepLinkDomains",
    "EditProgramInput.rules",
    "Program.deepLinkDomains",
    "Program.rules",
    "ProgramVersion.rules",
    "SimulateProgramInput.rules",
    "Terms.rules",
  ],
  "one for each currency, account, program or partner concerned": [
    "Earnings.accounts",
    "EarningsFrame.accounts",
    "EditProgramPayload.effects",
    "ProgramEditPreview.effects",
    "ProgramSimulation.partners",
    "ProgramSimulation.totalNow",
    "ProgramSimulation.totalThen",
    "SimulatedPartner.commissionNow",
    "SimulatedPartner.commissionThen",
  ],
  "read with a maximum": [
    "AccountSecurity.passkeys",
    "AccountSecurity.sessions",
    "Flag.history",
    "OperatedOrganization.impersonations",
    "OperatedOrganization.members",
    "Query.flags",
    "Query.operators",
    "Attribution.credits",
    "Click.flags",
    "Commission.adjustments",
    "Event.attributions",
    "Event.commissions",
    "ExplainedTouch.flags",
    "Explanation.adjustments",
    "Explanation.steps",
    "Explanation.touches",
    "LedgerStep.entries",
    "LedgerTransfer.entries",
    "Outbox.mails",
    "Me.memberships",
    "Person.identities",
    "Query.exploreOrganizations",
    "Query.organizationTree",
    "ReportTable.columns",
    "ReportTable.rows",
    "Viewer.memberships",
  ],
  "as many as were sent, of which there is a maximum": [
    "InviteMembersPayload.rows",
    "RecordEventsInput.events",
    "RecordEventsPayload.events",
  ],
  "fixed by the code": [
    "BillingIdentity.inherited",
    "MetricInfo.dimensions",
    "OrganizationSettings.inherited",
    "ConfirmAppPayload.recoveryCodes",
    "RenewRecoveryCodesPayload.recoveryCodes",
    "Query.reportCatalog",
    "Viewer.permissions",
  ],
};

describe("connections", () => {
  test("each has edges, nodes, page info and its total, as Relay and GitHub have them", () => {
    const connections = objects.filter(isConnection);
    expect(connections.length).toBeGreaterThan(10);
    for (const connection of connections) {
      const name = connection.name.replace(/Connection$/, "");
      const node = getNamedType(connection.getFields()["nodes"]!.type).name;
      expect({ name, ...fieldsOf(connection) }).toEqual({
        name,
        edges: `[${name}Edge!]!`,
        nodes: `[${node}!]!`,
        pageInfo: "PageInfo!",
        totalCount: "Int!",
        isTotalCountExact: "Boolean!",
      });
      const edge = schema.getType(`${name}Edge`);
      expect(isObjectType(edge) && fieldsOf(edge)).toEqual({ cursor: "String!", node: `${node}!` });
    }
  });

  test("each is asked for with `first` and `after`, and without any argument as well", () => {
    for (const place of places.filter(({ field }) => isConnection(getNamedType(field.type) as GraphQLNamedType))) {
      const args = Object.fromEntries(
        argsOf(place).map((arg) => [arg.name, `${String(arg.type)} = ${String(arg.defaultValue)}`]),
      );
      expect({ where: place.where, ...args }).toMatchObject({ first: "Int! = 20", after: "String = undefined" });
      const isNeeded = argsOf(place).filter(
        ({ type, defaultValue }) => isNonNullType(type) && defaultValue === undefined,
      );
      expect({ where: place.where, needed: isNeeded.map(({ name }) => name) }).toEqual({
        where: place.where,
        needed: [],
      });
    }
  });

  test("every other list is bounded, and it is known why", () => {
    const lists = places.filter(
      ({ owner, field }) => isList(field.type) && !isConnection(owner) && field.name !== "path",
    );
    expect(lists.map(({ where }) => where).sort()).toEqual(Object.values(SHORT_LISTS).flat().sort());
  });
});

describe("mutations", () => {
  const mutations = Object.values(schema.getMutationType()?.getFields() ?? {});

  test("each takes one input, if any, and gives its result: a payload, or refusals that are all UserErrors", () => {
    expect(mutations.length).toBeGreaterThan(10);
    for (const { name, args, type } of mutations) {
      const own = capital(name);
      expect([[], [`input: ${own}Input!`]]).toContainEqual(args.map((arg) => `${arg.name}: ${String(arg.type)}`));
      expect(String(type)).toBe(`${own}Result!`);
      const result = getNamedType(type);
      const members = isUnionType(result) ? result.getTypes() : [];
      const payloads = members.filter((member) => !member.getInterfaces().some(({ name }) => name === "UserError"));
      expect({ name, payloads: payloads.map(String) }).toEqual({ name, payloads: [`${own}Payload`] });
    }
  });
});

describe("names", () => {
  test("types are Nouns, fields and arguments begin small, values are UPPER_CASE", () => {
    expect(types.filter(({ name }) => !/^[A-Z][A-Za-z0-9]*$/.test(name)).map(String)).toEqual([]);
    expect(faults(({ field }) => !/^[a-z][A-Za-z0-9]*$/.test(field.name))).toEqual([]);
    expect(faults((place) => argsOf(place).some(({ name }) => !/^[a-z][A-Za-z0-9]*$/.test(name)))).toEqual([]);
    const values = types.filter(isEnumType).flatMap((type) => type.getValues().map(({ name }) => name));
    expect(values.filter((name) => !/^[A-Z][A-Z0-9_]*$/.test(name))).toEqual([]);
  });

  test("an id is an ID that is always there; what others call their id is their text", () => {
    // In the journal actors and subjects also go by names of the machinery.
    const journal = new Set(["JournalActor", "JournalSubject"]);
    expect(
      faults(({ owner, field }) => field.name === "id" && !journal.has(owner.name) && String(field.type) !== "ID!"),
    ).toEqual([]);
    const foreign = new Set(["userId", "externalId", "subId"]);
    expect(
      faults(
        ({ owner, field }) =>
          owner.name !== "Query" &&
          /[a-z]Id$/.test(field.name) &&
          !foreign.has(field.name) &&
          named(field.type) !== "ID",
      ),
    ).toEqual([]);
    const wrong = places.flatMap((place) =>
      argsOf(place)
        .filter(({ name, type }) => /^id$|[a-z]Id$/.test(name) && !foreign.has(name) && named(type) !== "ID")
        .map(({ name }) => `${place.where}(${name})`),
    );
    expect(wrong).toEqual([]);
  });

  test("instants end in At, Until or From, or are these words", () => {
    const word = /(At|Until|From)$|^(at|from|until)$/;
    expect(faults(({ field }) => named(field.type) === "DateTime" && !word.test(field.name))).toEqual([]);
  });

  test("booleans read as statements", () => {
    const statements = new Set([
      "accepted",
      "reconciles",
      "signedOut",
      "keepsOwnTerms",
      "runsPartnerProgram",
      "resells",
      "requiresPurchaseOrders",
    ]);
    const isStatement = (name: string): boolean => /^(is|has|can)[A-Z]/.test(name) || statements.has(name);
    expect(faults(({ field }) => named(field.type) === "Boolean" && !isStatement(field.name))).toEqual([]);
  });

  test("amounts are Money, or say by their name that they are minor units", () => {
    const shares = new Set(["conversionsNow", "conversionsThen"]);
    expect(faults(({ field }) => named(field.type) === "Float" && !shares.has(field.name))).toEqual([]);
    expect(faults(({ field }) => named(field.type) === "MinorUnits" && !field.name.endsWith("Minor"))).toEqual([]);
  });

  test("what is deprecated says what to use instead", () => {
    expect(
      faults(({ field }) => field.deprecationReason === "" || field.deprecationReason === "No longer supported"),
    ).toEqual([]);
  });
});
