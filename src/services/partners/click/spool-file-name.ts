import type { SpoolOwner } from "./spool-owner.js";

/** What a spool file's name says, so that a folder can be judged without opening its files. */
export interface SpoolFileName {
  createdAtMs: number;
  owner: SpoolOwner;
  sequence: number;
}

const PATTERN = /^clicks-(\d{1,15})-(\d{1,10})-(\d{1,20})-([0-9a-f]{8})-(\d{1,10})\.spool$/;

export const nameSpoolFile = ({ createdAtMs, owner, sequence }: SpoolFileName): string =>
  `clicks-${createdAtMs}-${owner.pid}-${owner.startedTicks}-${owner.instance}-${sequence}.spool`;

/** Null when the name is not that of a spool file. */
export function readSpoolFileName(name: string): SpoolFileName | null {
  const [, createdAtMs, pid, startedTicks, instance, sequence] = PATTERN.exec(name) ?? [];
  if (!createdAtMs || !pid || !startedTicks || !instance || !sequence) return null;
  return {
    createdAtMs: Number(createdAtMs),
    owner: { pid: Number(pid), startedTicks, instance },
    sequence: Number(sequence),
  };
}
