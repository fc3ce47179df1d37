import { afterAll, beforeAll, expect, test } from "@jest/globals";
import { createLocalJWKSet, decodeJwt, jwtVerify } from "jose";
import type { JSONWebKeySet } from "jose";

import { InstallationIssuer, OWN_TOKEN_MINUTES } from "../../../src/services/identity/operators/installation-issuer.js";
import { DoorWorld } from "../../support/door-world.js";

let door: DoorWorld;
beforeAll(async () => {
  door = await DoorWorld.start({ tenancy: "single", rateLimits: false });
});
afterAll(() => door.end());

const ask = async (token: string) => {
  const answer = await fetch(`${door.url}/operator/graphql`, {
    method: "POST",
    headers: { "content-type": "application/json", authorization: `Bearer ${token}` },
    body: JSON.stringify({ query: "{ operator { email name isActive } }" }),
  });
  return { status: answer.status, ...((await answer.json()) as any) };
};

test("B-AUTH-02 without an identity provider the installation vouches for its operators, for ten minutes", async () => {
  const { operators, installationIssuer, operatorAudience } = door.container;
  const { operator, clock } = door.world;
  const person = await operators.add(operator, { email: "First@staff.example ", name: " First " });
  const token = await installationIssuer.mint(person, operatorAudience, clock.now());
  expect(await ask(token)).toMatchObject({
    status: 200,
    data: { operator: { email: "first@staff.example", name: "First", isActive: true } },
  });
  clock.set(new Date(Date.now() + OWN_TOKEN_MINUTES * 60_000 + 6000));
  expect((await ask(token)).status).toBe(401);
  clock.set(new Date());
});

test("whoever stands before the console is told that the installation itself lets operators in", async () => {
  const answer = await fetch(`${door.url}/operator/session`);
  expect(await answer.json()).toEqual({ isOwn: true, audience: "tributary-operator" });
});

test("its keys are there for everybody, and no private one among them", async () => {
  const { installationIssuer: issuer, operatorAudience } = door.container;
  const keys = (await (await fetch(`${door.url}/.well-known/jwks.json`)).json()) as JSONWebKeySet;
  expect(keys.keys.map((key) => Object.keys(key).sort())).toEqual([["alg", "crv", "kid", "kty", "use", "x"]]);
  const token = await issuer.mint({ userId: "u", email: "e@f.example" }, operatorAudience, new Date());
  const verified = await jwtVerify(token, createLocalJWKSet(keys), { issuer: issuer.name, audience: operatorAudience });
  expect(verified.payload["email"]).toBe("e@f.example");
});

test("another installation's word is worth nothing here, not even under this one's name", async () => {
  const { operators, operatorAudience, installationIssuer } = door.container;
  const person = await operators.add(door.world.operator, { email: "second@staff.example", name: "Second" });
  const other = new InstallationIssuer(Buffer.alloc(32, 7));
  const foreign = await other.mint(person, operatorAudience, new Date());
  expect((await ask(foreign)).status).toBe(401);
  const [head, , signature] = foreign.split(".");
  const body = Buffer.from(JSON.stringify({ ...decodeJwt(foreign), iss: installationIssuer.name })).toString(
    "base64url",
  );
  expect((await ask(`${head}.${body}.${signature}`)).status).toBe(401);
});

test("S-SUP-11 B-STAFF-07 somebody who is an operator already is a conflict, and what makes no sense is told", async () => {
  const { operators } = door.container;
  const add = (email: string, name = "X") => operators.add(door.world.operator, { email, name });
  await add("third@staff.example");
  await expect(add("THIRD@staff.example")).rejects.toMatchObject({ kind: "conflict", code: "operator_exists" });
  for (const email of ["", "x", "a b@c.de", "a@b", "x\u0000@y.de", `${"a".repeat(250)}@b.de`]) {
    await expect(add(email)).rejects.toMatchObject({ code: "email_invalid" });
  }
  await expect(add("fine@staff.example", "a\nb")).rejects.toMatchObject({ code: "name_invalid" });
});

test("B-STAFF-10 of operators who deactivate each other at once, one stays", async () => {
  const { operators, operatorAccess, installationIssuer, operatorAudience } = door.container;
  const { OperatorContext } = await import("../../../src/shared/operator-context.js");
  const people = await Promise.all(
    ["fourth", "fifth"].map((name) => operators.add(door.world.operator, { email: `${name}@staff.example`, name })),
  );
  for (const { email } of await operators.list(door.world.operator)) expect(email).toMatch(/staff/);
  const contexts = await Promise.all(
    people.map(async (person) => {
      const token = await installationIssuer.mint(person, operatorAudience, new Date());
      const { principal } = await operatorAccess.byToken(token);
      return new OperatorContext(door.world.database, principal);
    }),
  );
  const [one, two] = contexts;
  const outcomes = await Promise.allSettled([
    operators.deactivate(one!, people[1]!.operatorId),
    operators.deactivate(two!, people[0]!.operatorId),
  ]);
  expect(outcomes.map(({ status }) => status).sort()).toEqual(["fulfilled", "rejected"]);
  for (const own of [people[0]!.operatorId, people[0]!.operatorId.toUpperCase()]) {
    await expect(operators.deactivate(one!, own)).rejects.toMatchObject({ code: "operator_own" });
  }
  const left = (await operators.list(door.world.operator)).filter(({ operatorId, isActive }) =>
    people.some((person) => person.operatorId === operatorId && isActive),
  );
  expect(left).toHaveLength(1);
});
