// First: the styles of our parts come after those that it brings.
import { mount } from "../src/shell/mount.js";

import { RouterProvider } from "@tanstack/react-router";
import { Provider } from "urql";

import { createGraphClient } from "../src/graph/graph-client.js";
import { CONSOLE } from "./addresses.js";
import { OperatorSession } from "./operator-session.js";
import { createConsoleRouter } from "./router.js";
import { startConsoleTexts } from "./texts.js";

const client = createGraphClient(
  CONSOLE,
  {},
  // Whatever a member has given by hand in this tab opens nothing here.
  () => undefined,
);
const router = createConsoleRouter({ session: new OperatorSession(client) });

await startConsoleTexts();
mount(
  <Provider value={client}>
    <RouterProvider router={router} />
  </Provider>,
);
