import { startTestCluster } from "./test-cluster.js";

/** One cluster for the whole run, stopped by `global-teardown`. */
export default async function globalSetup(): Promise<void> {
  (globalThis as { stopTestCluster?: () => Promise<void> }).stopTestCluster = await startTestCluster();
}
