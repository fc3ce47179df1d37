import "reflect-metadata";
import { readFileSync } from "node:fs";

import { describe, expect, test } from "@jest/globals";
import { isEnumType, isInputObjectType, isInterfaceType, isObjectType } from "graphql";

import { buildGraphSchema } from "../../src/resolvers/build-graph-schema.js";
import { printGraphSchema } from "../../src/resolvers/print-graph-schema.js";

const schema = buildGraphSchema();

/** What clients see of each table. A column that appears here was meant to. */
const PUBLISHED: Record<string, string> = {
  Adjustment: "amount createdAt id reason",
  ApiKey: "createdAt expiresAt id lastUsedAt name prefix revokedAt scopes",
  Attribution: "cause credits decidedAt event id model program trace version weightTotal",
  Click: "clickedAt flags id isFromRevokedPartner link partner program subId visitorId",
  ClickFlag: "evidence flaggedAt id liftedAt reason",
  Commission:
    "adjustments amount createdAt event explanation heldUntil id netAmount occurredAt partner program ruleKey status updatedAt",
  Credit: "click id partner position program value weight",
  Event:
    "amount attributions click commissions externalId id metadata occurredAt person recordedAt refundOf refundStatus refunded type",
  Identity: "click id identifiedAt person visitorId",
  Invitation: "acceptedAt createdAt email expiresAt id inviterName role sentAt status",
  JournalHead: "chainHash size",
  LedgerAccount: "balance currency id kind partner",
  LedgerEntry: "account amount id",
  LedgerTransfer: "commission createdAt entries id kind",
  Link: "clicks createdAt destinationUrl id key partner program url",
  Membership: "createdAt departmentLabel email id name revokedAt role status user",
  Organization: "branding createdAt depth id liveCursor name slug status timeZone",
  Partner: "clicks commissions createdAt earnings email id links name revokeReason revokedAt status terms",
  Person: "createdAt events id identities userId visitorId",
  Program:
    "attributionModel commissions createdAt deepLinkDomains destinationUrl endsAt holdbackDays id links name rules slug startsAt status terms version versions windowDays",
  ProgramVersion: "endsAt holdbackDays id recordedAt rules startsAt version",
  User: "email id name",
  Terms: "effectiveFrom holdbackDays id partner program recordedAt rules source version",
};

/** Hashes that are there to be published: whoever keeps them can prove the journal later. */
const PROOF = new Set([
  "JournalEntry.leafHash",
  "JournalEntry.chainHash",
  "JournalVerification.chainHash",
  "JournalHead.chainHash",
]);

/** A key's token, in the one answer that makes the key. */
const SHOWN_ONCE = new Set([
  "CreateApiKeyPayload.token",
  "RotateApiKeyPayload.token",
  "EnrolAppPayload.secret",
  "SecondFactorRequired.token",
]);

/** What tells clients that their memberships have changed. */
const GENERATIONS = new Set(["Me.sessionGeneration", "Viewer.sessionGeneration"]);

/** Never to be published by accident: what belongs to the boundary, to secrets or to the machinery. */
const SECRET = /organizationId|hash|token|secret|generation|digest|bytes|salt|sourceHash/i;

describe("the graph's surface", () => {
  test("of each table exactly these fields are published", () => {
    for (const [name, fields] of Object.entries(PUBLISHED)) {
      const type = schema.getType(name);
      expect(isObjectType(type) && Object.keys(type.getFields()).sort().join(" ")).toBe(fields);
    }
  });

  test("no type publishes what belongs to the boundary, to secrets or to the machinery", () => {
    const published = Object.values(schema.getTypeMap())
      .filter((type) => isObjectType(type) && !type.name.startsWith("__"))
      .flatMap((type) =>
        isObjectType(type) ? Object.keys(type.getFields()).map((field) => `${type.name}.${field}`) : [],
      );
    const meant = new Set([...PROOF, ...SHOWN_ONCE, ...GENERATIONS]);
    expect(published.filter((field) => SECRET.test(field.split(".")[1]!) && !meant.has(field))).toEqual([]);
    expect(published.length).toBeGreaterThan(100);
  });

  test("every type, field, argument and value is described", () => {
    const undescribed: string[] = [];
    for (const type of Object.values(schema.getTypeMap())) {
      if (type.name.startsWith("__") || ["Query", "Mutation", "Subscription"].includes(type.name)) continue;
      if (!type.description) undescribed.push(type.name);
      if (isEnumType(type)) {
        for (const value of type.getValues()) if (!value.description) undescribed.push(`${type.name}.${value.name}`);
      }
    }
    for (const type of Object.values(schema.getTypeMap())) {
      if (type.name.startsWith("__") || !(isObjectType(type) || isInterfaceType(type) || isInputObjectType(type)))
        continue;
      for (const field of Object.values(type.getFields())) {
        if (!field.description) undescribed.push(`${type.name}.${field.name}`);
        const given = "args" in field ? field.args : [];
        for (const arg of given) if (!arg.description) undescribed.push(`${type.name}.${field.name}(${arg.name})`);
      }
    }
    expect(undescribed).toEqual([]);
  });

  test("schema.graphql is current", () => {
    const committed = readFileSync(new URL("../../../schema.graphql", import.meta.url), "utf8");
    expect(committed).toBe(printGraphSchema());
  });
});
