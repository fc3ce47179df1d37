import { availableParallelism, cpus, loadavg, totalmem } from "node:os";

const GIGABYTE = 1024 ** 3;

/** What a figure is worth nothing without: the machine, and how busy it was before anything was measured. */
export function machine(): string {
  const [load = 0] = loadavg();
  const model = cpus()[0]?.model.trim() || "unknown processor";
  const memory = (totalmem() / GIGABYTE).toFixed(0);
  return `${availableParallelism()} cores (${model}), ${memory} GB, Node ${process.version}, a load of ${load.toFixed(1)}`;
}
