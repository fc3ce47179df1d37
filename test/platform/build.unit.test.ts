import { afterEach, beforeEach, expect, test } from "@jest/globals";
import { spawnSync } from "node:child_process";
import {
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  symlinkSync,
  utimesSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

import { PROJECT_FOLDER } from "../../src/shared/project-folder.js";

let folder: string;

/** A small project with our build: two sources, and this project's compiler. */
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "tributary-build-"));
  cpSync(join(PROJECT_FOLDER, "bin"), join(folder, "bin"), { recursive: true });
  symlinkSync(join(PROJECT_FOLDER, "node_modules"), join(folder, "node_modules"));
  writeFileSync(join(folder, "package.json"), JSON.stringify({ type: "module" }));
  const compilerOptions = { module: "nodenext", rootDir: ".", outDir: "dist", types: [] };
  writeFileSync(join(folder, "tsconfig.json"), JSON.stringify({ compilerOptions, include: ["src"] }));
  mkdirSync(join(folder, "src/cli"), { recursive: true });
  writeFileSync(join(folder, "src/cli/main.ts"), "export const answer: number = 1;\n");
  writeFileSync(join(folder, "src/other.ts"), "export const other = true;\n");
});

afterEach(() => rmSync(folder, { recursive: true, force: true }));

function build(): { status: number | null; said: string } {
  const { status, stdout, stderr } = spawnSync(process.execPath, [join(folder, "bin/build.js")], {
    encoding: "utf8",
    env: { PATH: process.env["PATH"] },
  });
  return { status, said: stdout + stderr };
}

const emitted = (): string => readFileSync(join(folder, "dist/src/cli/main.js"), "utf8");
const built = { status: 0, said: expect.stringContaining("Building the server") };
const untouched = { status: 0, said: "" };

test("sources are built once, and again when one has changed", () => {
  expect(build()).toEqual(built);
  expect(build()).toEqual(untouched);
  writeFileSync(join(folder, "src/cli/main.ts"), "export const answer: number = 42;\n");
  expect(build()).toEqual(built);
  expect(emitted()).toContain("42");
});

test("a file that was touched and not changed is no reason to build", () => {
  build();
  utimesSync(join(folder, "src/cli/main.ts"), new Date(), new Date());
  expect(build()).toEqual(untouched);
});

test("output that was removed is built again", () => {
  build();
  rmSync(join(folder, "dist/src"), { recursive: true });
  expect(build()).toEqual(built);
});

test("the output of a source that was removed goes with it", () => {
  build();
  rmSync(join(folder, "src/other.ts"));
  expect(build()).toEqual(built);
  expect(existsSync(join(folder, "dist/src/other.js"))).toBe(false);
  expect(existsSync(join(folder, "dist/src/cli/main.js"))).toBe(true);
});

test("sources that do not compile are refused, also the next time", () => {
  writeFileSync(join(folder, "src/cli/main.ts"), 'export const answer: number = "many";\n');
  for (let time = 0; time < 2; time++) {
    const { status, said } = build();
    expect(status).toBe(1);
    expect(said).toContain("src/cli/main.ts");
    expect(said).toContain("tributary: Building the server failed.");
  }
});

test("a lock of a build that was killed does not stop the next", () => {
  mkdirSync(join(folder, "dist"));
  const ended = spawnSync(process.execPath, ["-e", ""]);
  writeFileSync(join(folder, "dist/.building"), String(ended.pid));
  expect(build()).toEqual(built);
});

test("the bundle is what runs, unless the sources have changed since", () => {
  const entryPoint = (): string => {
    const ask = `const { entryPoint } = await import(${JSON.stringify(join(folder, "bin/build.js"))}); console.log(entryPoint())`;
    const { stdout } = spawnSync(process.execPath, ["--input-type=module", "-e", ask], { encoding: "utf8" });
    return stdout.trim();
  };
  build();
  expect(entryPoint()).toBe(join(folder, "dist/bundle/main.js"));
  writeFileSync(join(folder, "src/cli/main.ts"), "export const answer: number = 43;\n");
  expect(entryPoint()).toBe(join(folder, "dist/src/cli/main.js"));
});
