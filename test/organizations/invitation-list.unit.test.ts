import { describe, expect, test } from "@jest/globals";

import {
  INVITED_TOGETHER_MAX,
  readInvitationList,
} from "../../src/services/organizations/invitations/invitation-list.js";

const kinds = (text: string) =>
  readInvitationList(text, "LEARNER").map((row) => (row.kind === "address" ? `${row.email} ${row.role}` : row.kind));

describe("C-INV-07 a pasted list", () => {
  test("is addresses between commas, semicolons, spaces and line ends, each once", () => {
    expect(
      kinds("A@example.com, b@example.com;c@example.com\n\n  a@EXAMPLE.com\r\nd@example.com e@example.com"),
    ).toEqual([
      "a@example.com LEARNER",
      "b@example.com LEARNER",
      "c@example.com LEARNER",
      "duplicate",
      "d@example.com LEARNER",
      "e@example.com LEARNER",
    ]);
  });

  test("or a table whose head names the columns, as spreadsheets write it", () => {
    const table =
      '\ufeffName;E-mail;Role\n"Doe; Jane";jane@example.com;Billing admin\nJo;jo@example.com;\nX;x@example.com;king\n';
    expect(kinds(table)).toEqual(["jane@example.com BILLING_ADMIN", "jo@example.com LEARNER", "roleInvalid"]);
  });

  test("says in which line what is wrong, and lets the others through", () => {
    const rows = readInvitationList("ok@example.com\nnobody\nBad <x@example.com>\n=cmd()@\u0000", "MANAGER");
    expect(rows.map(({ line, kind }) => [line, kind])).toEqual([
      [1, "address"],
      [2, "emailInvalid"],
      [3, "emailInvalid"],
      [3, "emailInvalid"],
      [4, "emailInvalid"],
    ]);
  });

  test.each([
    ["empty", " \n , ;"],
    ["only a head", "email,role\n"],
    ["too many", Array.from({ length: INVITED_TOGETHER_MAX + 1 }, (_, n) => `a${n}@example.com`).join("\n")],
    ["too long", "a".repeat(100_001)],
  ])("that is %s is refused", (_, text) => {
    expect(() => readInvitationList(text, "LEARNER")).toThrow(
      expect.objectContaining({ kind: "unprocessable", code: "invitations_invalid" }),
    );
  });

  test("at its limit is taken, and in little time whatever it holds", () => {
    const most = Array.from({ length: INVITED_TOGETHER_MAX }, (_, n) => `a${n}@example.com`).join(",");
    expect(readInvitationList(most, "LEARNER")).toHaveLength(INVITED_TOGETHER_MAX);
    const start = performance.now();
    for (const hostile of ['"'.repeat(99_999), "a@".repeat(49_000), '"a",'.repeat(400), "a-".repeat(49_000)]) {
      try {
        readInvitationList(hostile, "LEARNER");
      } catch (error) {
        expect(error).toMatchObject({ code: "invitations_invalid" });
      }
    }
    expect(performance.now() - start).toBeLessThan(5_000);
  });
});
