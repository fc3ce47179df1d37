import type { SpoolOwner } from "./spool-owner.js";

/** What a spool file's name says, so that a folder can be judged without opening its files. */
export interface SpoolFileName {
  createdAtMs: number;
  owner: SpoolOwner;
  sequence: number;
}

const PATTERN = /^clicks\.(\d{1,15})\.([0-9a-f-]{1,80})\.([0-9a-f]{8})\.(\d{1,10})\.spool$/;

export const nameSpoolFile = ({ createdAtMs, owner, sequence }: SpoolFileName): string =>
  `clicks.${createdAtMs}.${owner.process}.${owner.instance}.${sequence}.spool`;

/** Null when the name is not that of a spool file. */
export function readSpoolFileName(name: string): SpoolFileName | null {
  const [, createdAtMs, process, instance, sequence] = PATTERN.exec(name) ?? [];
  if (!createdAtMs || !process || !instance || !sequence) return null;
  return { createdAtMs: Number(createdAtMs), owner: { process, instance }, sequence: Number(sequence) };
}
