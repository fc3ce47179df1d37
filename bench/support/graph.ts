import { join } from "node:path";

import type { ExecutionMode } from "../../src/http/graphql/graph-executor.js";
import type { Contender } from "./contender.js";
import { startContender } from "./contender.js";
import type { RequestOf } from "./load.js";
import type { Ground, GroundOrganization } from "./prepare.js";
import { postOf } from "./requests.js";

/** The graph on the ground, behind all its doors, in one of its modes. */
export const startGraph = ({ appUrl, secretKey }: Ground, mode: ExecutionMode, poolMax: string): Promise<Contender> =>
  startContender(mode, join(import.meta.dirname, "graph-server.js"), [appUrl, poolMax, secretKey, mode]);

/** An operation as the owners of organizations in turn. */
export function asks(url: string, organizations: readonly GroundOrganization[], query: string): RequestOf {
  const requests = organizations.map(({ id: organizationId, token }) =>
    postOf(url, "/graphql", { organizationId, token }, { query }),
  );
  return (number) => requests[number % requests.length]!;
}
