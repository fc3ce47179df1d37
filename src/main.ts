import { setTimeout as delay } from "node:timers/promises";

import type { Running } from "./cli/run-parts.js";
import { say } from "./cli/say.js";
import type { System } from "./cli/system.js";
import type { Container } from "./container.js";
import { demoVisitors, prepareDemo, sayPartnerSignIn } from "./demo.js";
import { composeServer } from "./server.js";
import { signInAddress } from "./services/identity/sign-in-address.js";
import { jobWorker } from "./worker.js";

export interface StartOptions {
  /** Fill an empty database with a demo world and keep a gentle traffic going. */
  demo: boolean;
}

/** Everything in one process. The jobs start after the journal that they append to, and stop before it. */
export async function composeAll(system: System, { demo }: StartOptions): Promise<Running> {
  if (demo) await prepareDemo(system);
  const server = await composeServer(system);
  const visitors = demo ? [demoVisitors(system, server.container, () => server.http.url)] : [];
  const onStarted = async (): Promise<void> => {
    await server.onStarted?.();
    await untilSaid(system, async () => {
      await sayOwnerSignIn(server.container);
      if (demo) await sayPartnerSignIn(system, server.container);
    });
  };
  return { parts: [...server.parts, jobWorker(server.container, system), ...visitors], onStarted };
}

const SAY_ATTEMPTS_MAX = 10;
const SAY_AGAIN_MS = 1000;

/** A sign-in link needs the database. Losing it now must not end a server that already answers. */
async function untilSaid({ log, stopping }: System, saySignIns: () => Promise<void>): Promise<void> {
  for (let attempt = 1; attempt <= SAY_ATTEMPTS_MAX && !stopping.aborted; attempt++) {
    try {
      return await saySignIns();
    } catch (error) {
      const why = error instanceof Error ? error.message : String(error);
      log.warn(`No sign-in link could be made (${why}); trying again`);
      await delay(SAY_AGAIN_MS);
    }
  }
}

async function sayOwnerSignIn({ firstStart, operator, publicUrl, tenancy }: Container): Promise<void> {
  const owner = await firstStart.ownerSignIn(operator);
  if (!owner) return;
  say(`Sign in as the owner, once, within a day: ${signInAddress(publicUrl(), tenancy, owner.slug, owner.token)}`);
}
