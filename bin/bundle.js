// Joins the compiled server and its libraries into a few files. Node spends most of a start on finding and reading some
// 1,700 small ones; with the bundle it starts in less than half the time. Everything also runs without it.
import fs from "node:fs";
import path from "node:path";

const LIBRARIES = "libraries";
const NATIVE = [/^@node-rs\//, /^sharp$/];
const LEFTOVER_KEPT_MS = 24 * 60 * 60 * 1000;

/**
 * @param {{ entry: string, folder: string }} options the compiled entry, and where its bundle goes, as `main.js`
 * @returns {Promise<boolean>} false if the bundler is not installed
 */
export async function bundle({ entry, folder }) {
  let rolldown;
  try {
    ({ rolldown } = await import("rolldown"));
  } catch {
    return false;
  }
  const build = await rolldown({
    input: { main: entry },
    platform: "node",
    plugins: [compilersMaps],
    // Machine code is loaded from where it was installed.
    external: NATIVE,
    // Drivers of other databases, which TypeORM would load if they were there.
    logLevel: "silent",
  });
  const { output } = await build.write({
    dir: folder,
    format: "esm",
    sourcemap: true,
    // TypeORM and type-graphql know classes by their names.
    keepNames: true,
    codeSplitting: { groups: [{ name: LIBRARIES, test: /node_modules/ }] },
  });
  await build.close();
  for (const { fileName } of output) if (fileName.startsWith(LIBRARIES)) dropMap(path.join(folder, fileName));
  removeOld(folder, new Set(output.map(({ fileName }) => fileName)));
  return true;
}

/** Lets the bundle's maps lead back to the TypeScript sources. */
const compilersMaps = {
  name: "compilers-maps",
  load(file) {
    const map = `${file}.map`;
    if (file.includes("node_modules") || !fs.existsSync(map)) return null;
    return { code: fs.readFileSync(file, "utf8"), map: fs.readFileSync(map, "utf8") };
  },
};

/** Node reads every map at once when it loads the file; that of the libraries would cost what the bundle gains. */
function dropMap(file) {
  if (file.endsWith(".map")) return fs.rmSync(file);
  fs.writeFileSync(file, fs.readFileSync(file, "utf8").replace(/\n\/\/# sourceMappingURL=.*\s*$/, "\n"));
}

/** A server that still runs may yet load a file of the bundle before this one. */
function removeOld(folder, current) {
  for (const name of fs.readdirSync(folder)) {
    const file = path.join(folder, name);
    if (!current.has(name) && Date.now() - fs.statSync(file).mtimeMs > LEFTOVER_KEPT_MS)
      fs.rmSync(file, { force: true });
  }
}
