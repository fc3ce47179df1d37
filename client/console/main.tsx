import "@fontsource-variable/inter/index.css";
import "@mantine/core/styles.css";
import "../src/shell/theme.css";

import { MantineProvider } from "@mantine/core";
import { RouterProvider } from "@tanstack/react-router";
import { StrictMode } from "react";
import { createRoot } from "react-dom/client";
import { Provider } from "urql";

import { createGraphClient } from "../src/graph/graph-client.js";
import { theme } from "../src/shell/theme.js";
import { CONSOLE } from "./addresses.js";
import { OperatorSession } from "./operator-session.js";
import { createConsoleRouter } from "./router.js";
import { startTexts } from "./texts.js";

const client = createGraphClient(
  CONSOLE,
  {
    onSignedOut: () => {
      const signIn = `${CONSOLE}/sign-in`;
      // The sign-in page itself may well be refused; it says so in its own words.
      if (location.pathname !== signIn) location.assign(`${signIn}?ended=true`);
    },
  },
  // Whatever a member has given by hand in this tab opens nothing here.
  () => undefined,
);
const router = createConsoleRouter({ session: new OperatorSession(client) });

/** The nonce that the server wrote into this answer; without it a strict policy would refuse Mantine's styles. */
const styleNonce = document.querySelector<HTMLMetaElement>('meta[property="csp-nonce"]')?.nonce;
if (styleNonce) Object.assign(globalThis, { __webpack_nonce__: styleNonce });

const root = document.getElementById("root");
if (!root) throw new Error("index.html has lost its root.");

await startTexts();
createRoot(root).render(
  <StrictMode>
    <MantineProvider
      theme={theme}
      defaultColorScheme="auto"
      {...(styleNonce ? { getStyleNonce: () => styleNonce } : {})}
    >
      <Provider value={client}>
        <RouterProvider router={router} />
      </Provider>
    </MantineProvider>
  </StrictMode>,
);
