import { ClickTable } from "../services/partners/click/click-table.js";
import { CLICK_SOURCE_PURPOSE } from "../services/partners/click/click-source.js";
import type { DemoHouse } from "../services/platform/demo/demo-house.js";
import type { DemoSeedService } from "../services/platform/demo/demo-seed.service.js";
import { derivedKey } from "../shared/derived-key.js";
import { withProgress } from "./progress.js";
import type { System } from "./system.js";

/** Makes the demo world, or completes one that was cut short, with a bar on a terminal. */
export async function seedDemo(
  { appUrl, secretKey }: System,
  demo: DemoSeedService,
  { force }: { force: boolean },
): Promise<DemoHouse[]> {
  const clicks = new ClickTable(appUrl);
  try {
    const sourceKey = derivedKey(secretKey, CLICK_SOURCE_PURPOSE);
    return await withProgress("Making the demo world", (onProgress) =>
      demo.seed({ force, onProgress }, { clicks, sourceKey }),
    );
  } finally {
    await clicks.close();
  }
}
