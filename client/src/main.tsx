// First: the styles of our parts come after those that it brings.
import { mount } from "./shell/mount.js";

import { RouterProvider } from "@tanstack/react-router";

import { basePathOf } from "./graph/base-path.js";
import { createGraphClient } from "./graph/graph-client.js";
import { GraphProvider } from "./graph/graph-context.js";
import { createGraphSocket } from "./graph/graph-socket.js";
import { startI18n } from "./i18n/i18n.js";
import { ViewerSession } from "./identity/viewer-session.js";
import { createPageRouter } from "./shell/router.js";

const basePath = basePathOf(location.pathname);
const client = createGraphClient(basePath, {
  onShutOut: () => void (session.lost() && router.invalidate()),
  onGeneration: (generation) => void (session.noticed(generation) && router.invalidate()),
});
const session = new ViewerSession(client);
const socket = createGraphSocket(basePath, () => void (session.lost() && router.invalidate()));
const router = createPageRouter(basePath, { session });

await startI18n();
mount(
  <GraphProvider client={client} socket={socket}>
    <RouterProvider router={router} />
  </GraphProvider>,
);
