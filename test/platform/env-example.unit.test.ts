import { readFileSync } from "node:fs";
import { join } from "node:path";

import { expect, test } from "@jest/globals";

import { SETTING_NAMES } from "../../src/shared/config.js";
import { PROJECT_FOLDER } from "../../src/shared/project-folder.js";

test(".env.example lists every setting once, and none that is not there", () => {
  const text = readFileSync(join(PROJECT_FOLDER, ".env.example"), "utf8");
  const listed = [...text.matchAll(/^#?([A-Z_]+)=/gm)].map(([, name]) => name);
  expect(new Set(listed)).toEqual(new Set(SETTING_NAMES));
  expect(listed).toHaveLength(SETTING_NAMES.length);
});
