import { randomBytes } from "node:crypto";

import { identifyThisProcess, isRunning } from "../../../shared/database/embedded/process-identity.js";
import type { ProcessIdentity } from "../../../shared/database/embedded/process-identity.js";

/** Who appends to a spool file: one open spool of one process. */
export interface SpoolOwner {
  process: ProcessIdentity;
  instance: string;
}

/** Spools of this process that are open. One that was closed is as dead as its process would be. */
const openInstances = new Set<string>();

export function openOwner(): SpoolOwner {
  const instance = randomBytes(4).toString("hex");
  openInstances.add(instance);
  return { process: identifyThisProcess(), instance };
}

export function closeOwner(owner: SpoolOwner): void {
  openInstances.delete(owner.instance);
}

/**
 * Whether the owner still runs. It may be wrong about processes of other machines and containers; nothing is lost by
 * that, because an owner notices when its file was taken (see SpoolSegment) and writes again.
 */
export function isAlive(owner: SpoolOwner): boolean {
  return owner.process === identifyThisProcess() ? openInstances.has(owner.instance) : isRunning(owner.process);
}
