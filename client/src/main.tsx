import "@fontsource-variable/inter/index.css";
import "@mantine/core/styles.css";
import "./shell/theme.css";

import { MantineProvider } from "@mantine/core";
import { RouterProvider } from "@tanstack/react-router";
import { StrictMode } from "react";
import { createRoot } from "react-dom/client";

import { basePathOf } from "./graph/base-path.js";
import { createGraphClient } from "./graph/graph-client.js";
import { GraphProvider } from "./graph/graph-context.js";
import { createGraphSocket } from "./graph/graph-socket.js";
import { startI18n } from "./i18n/i18n.js";
import { ViewerSession } from "./identity/viewer-session.js";
import { createPageRouter } from "./shell/router.js";
import { theme } from "./shell/theme.js";

const basePath = basePathOf(location.pathname);
const client = createGraphClient(basePath, {
  onSignedOut: () => {
    const signIn = `${basePath}/sign-in`;
    // The sign-in page itself may well be refused; it says so in its own words.
    if (location.pathname !== signIn) location.assign(`${signIn}?ended=true`);
  },
  onShutOut: () => void (session.lost() && router.invalidate()),
  onGeneration: (generation) => void (session.noticed(generation) && router.invalidate()),
});
const session = new ViewerSession(client);
const socket = createGraphSocket(basePath, () => void (session.lost() && router.invalidate()));
const router = createPageRouter(basePath, { session });

/** The nonce that the server wrote into this answer; without it a strict policy would refuse Mantine's styles. */
const styleNonce = document.querySelector<HTMLMetaElement>('meta[property="csp-nonce"]')?.nonce;

// The scroll lock under an open drawer writes a style of its own and asks for the nonce by this name.
if (styleNonce) Object.assign(globalThis, { __webpack_nonce__: styleNonce });

const root = document.getElementById("root");
if (!root) throw new Error("index.html has lost its root.");

await startI18n();
createRoot(root).render(
  <StrictMode>
    <MantineProvider
      theme={theme}
      defaultColorScheme="auto"
      {...(styleNonce ? { getStyleNonce: () => styleNonce } : {})}
    >
      <GraphProvider client={client} socket={socket}>
        <RouterProvider router={router} />
      </GraphProvider>
    </MantineProvider>
  </StrictMode>,
);
