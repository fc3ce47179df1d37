import { readFileSync } from "node:fs";
import { join } from "node:path";
import { gzipSync } from "node:zlib";

import { expect, test } from "@jest/globals";

const DIST = join(process.cwd(), "client/dist");
const FIRST_LOAD_MAX_BYTES = 250_000;

interface Chunk {
  file: string;
  imports?: string[];
}

/** The chunk and everything that it cannot run without. What is only loaded on demand is not among them. */
function neededBy(entry: string, manifest: Record<string, Chunk>, found = new Set<string>()): Set<string> {
  const chunk = manifest[entry];
  if (!chunk) throw new Error(`The build has no ${entry}.`);
  if (!found.has(chunk.file)) {
    found.add(chunk.file);
    for (const imported of chunk.imports ?? []) neededBy(imported, manifest, found);
  }
  return found;
}

// Both homes: whoever signs in arrives at one of them.
for (const page of ["home-page", "portal-page"]) {
  test(`the first load of ${page} takes less than 250 kB of JavaScript, gzipped`, () => {
    const manifest = JSON.parse(readFileSync(join(DIST, ".vite/manifest.json"), "utf8")) as Record<string, Chunk>;
    const pageKey = Object.keys(manifest).find((key) => key.endsWith(`/${page}.tsx`));
    const files = neededBy(pageKey ?? page, manifest, neededBy("index.html", manifest));
    const scripts = [...files].filter((file) => file.endsWith(".js"));
    const bytes = scripts.reduce((sum, file) => sum + gzipSync(readFileSync(join(DIST, file))).length, 0);
    console.log(`${page}: ${scripts.length} files, ${bytes} bytes gzipped`);
    expect(bytes).toBeGreaterThan(50_000);
    expect(bytes).toBeLessThan(FIRST_LOAD_MAX_BYTES);
  });
}
