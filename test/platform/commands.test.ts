import { execFileSync } from "node:child_process";
import { readFileSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";

import { afterAll, beforeAll, describe, expect, test } from "@jest/globals";

import { MODELS } from "../../src/cli/simulate.js";
import { ATTRIBUTION_MODELS } from "../../src/entities/partners/program.entity.js";
import type { EmbeddedDatabase } from "../../src/shared/database/embedded/open-embedded-database.js";
import { openEmbeddedDatabase } from "../../src/shared/database/embedded/open-embedded-database.js";
import { createLog } from "../../src/shared/log.js";
import { PROJECT_FOLDER } from "../../src/shared/project-folder.js";
import { runTributary, startTributary } from "../support/command-line.js";
import { eventually } from "../support/eventually.js";
import { discardTestFolder, makeTestFolder } from "../support/test-folder.js";

const HEADER = "path,total_conversions,total_conversion_value,total_null";

test("simulate knows the models that programs have", () => {
  expect(MODELS).toEqual([...ATTRIBUTION_MODELS]);
});

test("a reader who takes their time gets all of what a command says", () => {
  const schema = `TRIBUTARY_BUILD=off '${process.execPath}' '${join(PROJECT_FOLDER, "bin/tributary")}' schema`;
  const read = execFileSync("/bin/sh", ["-c", `${schema} | (sleep 1; cat)`], { encoding: "utf8" });
  expect(read).toBe(readFileSync(join(PROJECT_FOLDER, "schema.graphql"), "utf8"));
});

describe("commands on an embedded database that no server runs on", () => {
  let folder: string;
  const run = (...args: string[]) => runTributary(join(folder, "data"), ...args);

  beforeAll(async () => {
    folder = makeTestFolder();
    const credentials = join(folder, "credentials.json");
    const seeded = await run("seed", "--demo", "--credentials", credentials);
    expect(seeded).toEqual({
      code: 0,
      stdout: "The demo world is there: Northlight Audio and Fernwood Outdoor.\n",
      stderr: "",
    });
  }, 180_000);
  afterAll(() => discardTestFolder(folder));

  test("seed writes credentials that nobody else can read", () => {
    const file = join(folder, "credentials.json");
    expect(statSync(file).mode & 0o777).toBe(0o600);
    const { url, organizations } = JSON.parse(readFileSync(file, "utf8")) as {
      url: string;
      organizations: { slug: string; tokens: object; keys: object; partners: { links: { url: string }[] }[] }[];
    };
    expect(url).toBe("http://127.0.0.1:4000");
    for (const { slug, tokens, keys, partners } of organizations) {
      expect(Object.keys(tokens)).toEqual([
        "OWNER",
        "MAINTAINER",
        "BILLING_ADMIN",
        "MANAGER",
        "EXPERT",
        "LEARNER",
        "SUPPORT",
      ]);
      expect(Object.keys(keys)).toEqual(["admin", "events"]);
      const [first] = partners.flatMap(({ links }) => links);
      expect(first?.url).toMatch(new RegExp(`^http://127\\.0\\.0\\.1:4000/t/${slug}/r/`));
    }
  });

  test("seed refuses a database that has organizations, in one sentence", async () => {
    expect(await run("seed", "--demo")).toEqual({
      code: 1,
      stdout: "",
      stderr: "tributary: The database has organizations already; --force adds the demo world to them.\n",
    });
  });

  test("import journeys prints what it stored, and nothing the second time", async () => {
    const file = join(folder, "journeys.csv");
    writeFileSync(file, `${HEADER}\nalpha > beta,2,3.0,1\n`);
    const args = ["import", "journeys", file, "--organization", "northlight", "--program", "journeys", "--json"];
    const [first, second] = [await run(...args), await run(...args)];
    expect([first.code, first.stderr, JSON.parse(first.stdout)]).toMatchObject([
      0,
      "",
      { clicks: 6, identities: 2, events: 2, commissions: 2, total: { valueMinor: 3_000, currency: "KWD" } },
    ]);
    expect(JSON.parse(second.stdout)).toMatchObject({ clicks: 0, identities: 0, events: 0, commissions: 0 });

    const simulated = await run(
      "simulate",
      "--organization",
      "northlight",
      "--program",
      "journeys",
      "--model",
      "first_click",
      "--json",
    );
    expect(JSON.parse(simulated.stdout)).toMatchObject({
      partners: [{ partner: "alpha", conversions: 2, valueMinor: 3_000, commissionMinor: 300, currency: "KWD" }],
    });
  }, 180_000);

  describe("while somebody else keeps it running", () => {
    let running: EmbeddedDatabase;
    beforeAll(async () => {
      const log = createLog("error");
      running = await openEmbeddedDatabase({ dataFolder: join(folder, "data"), projectFolder: folder, log });
    }, 60_000);
    afterAll(() => running.close());

    test.each([
      [
        ["import", "journeys", "absent.csv", "--organization", "northlight", "--program", "p"],
        /absent\.csv cannot be read/,
      ],
      [
        ["simulate", "--organization", "nobody", "--program", "p", "--model", "linear"],
        /There is no organization nobody/,
      ],
      [["simulate", "--organization", "northlight", "--program", "p", "--model", "linear"], /There is no program p/],
      [["simulate", "--program", "studio", "--model", "linear"], /Name the organization with --organization/],
      [
        ["simulate", "--organization", "northlight", "--program", "p", "--model", "best"],
        /Allowed choices are last_click/,
      ],
      [["sign-in", "--email", "nobody@example.com"], /Nobody may sign in as nobody@example\.com/],
      [["rollups", "rebuild", "--organization", "nobody"], /There is no organization nobody/],
      [["seed"], /say --demo/],
    ])(
      "%p ends with 1 and one sentence",
      async (args, sentence) => {
        const { code, stdout, stderr } = await run(...args);
        expect([code, stdout]).toEqual([1, ""]);
        expect(stderr).toMatch(sentence);
        expect(stderr.trimEnd().split("\n").length).toBe(1);
      },
      60_000,
    );

    test("sign-in prints a one-time link for each membership of an address", async () => {
      const { code, stdout } = await run("sign-in", "--email", "OWNER@northlight.example", "--json");
      expect([code, JSON.parse(stdout)]).toEqual([
        0,
        {
          links: [
            {
              organization: "northlight",
              kind: "member",
              url: expect.stringMatching(/^http:\/\/127\.0\.0\.1:4000\/t\/northlight\/sign-in#token=trb_i_/),
            },
          ],
        },
      ]);
    }, 60_000);

    test("rollups rebuild sums one organization, or every one", async () => {
      expect(await run("rollups", "rebuild", "--organization", "northlight")).toEqual({
        code: 0,
        stdout: "Summed again: 1 organization.\n",
        stderr: "",
      });
      expect(await run("rollups", "rebuild")).toEqual({
        code: 0,
        stdout: "Summed again: 2 organizations.\n",
        stderr: "",
      });
    }, 120_000);
  });

  test("check and verify find the demo world sound", async () => {
    const [checked, verified] = [await run("check", "--json"), await run("verify", "--json")];
    expect([checked.code, JSON.parse(checked.stdout)]).toMatchObject([0, { holds: true }]);
    expect([verified.code, JSON.parse(verified.stdout)]).toMatchObject([0, { verifies: true }]);
    const { journals } = JSON.parse(verified.stdout) as { journals: { verified: number }[] };
    expect(journals.length).toBe(2);
    for (const { verified: entries } of journals) expect(entries).toBeGreaterThan(1_000);
  }, 120_000);

  test("start --demo prints two ways in, and its visitors come until it stops; commands share its database", async () => {
    const server = startTributary(join(folder, "data"), "start", "--demo");
    await eventually(() => expect(server.stdout()).toMatch(/Sign in as the partner The Quiet Bench/), 120_000);
    expect(server.stdout()).toMatch(/Sign in as the owner, .*\/t\/northlight\/sign-in#token=trb_i_/);
    const conversions = async (): Promise<number> => {
      const sums = [];
      for (const [organization, program] of [
        ["northlight", "studio"],
        ["fernwood", "trail"],
      ] as const) {
        const args = ["--organization", organization, "--program", program, "--model", "linear", "--json"];
        const { partners } = JSON.parse((await run("simulate", ...args)).stdout) as {
          partners: { conversions: number }[];
        };
        sums.push(...partners.map((partner) => partner.conversions));
      }
      return sums.reduce((sum, one) => sum + one, 0);
    };
    const before = await conversions();
    await eventually(async () => expect(await conversions()).toBeGreaterThan(before + 0.5), 90_000);
    expect(await server.stop()).toBe(0);
    expect(server.stderr()).toBe("");
    expect((await run("check")).code).toBe(0);
  }, 300_000);
});
