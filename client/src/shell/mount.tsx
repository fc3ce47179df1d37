import "@fontsource-variable/inter/index.css";
import "@mantine/core/styles.css";
import "./theme.css";

import { MantineProvider } from "@mantine/core";
import { StrictMode } from "react";
import type { ReactNode } from "react";
import { createRoot } from "react-dom/client";

import { theme } from "./theme.js";

/** Draws a home into its page, in the look that all of them have. */
export function mount(home: ReactNode): void {
  const root = document.getElementById("root");
  if (!root) throw new Error("index.html has lost its root.");

  // What the server wrote into this answer; without it a strict policy would refuse Mantine's styles.
  const styleNonce = document.querySelector<HTMLMetaElement>('meta[property="csp-nonce"]')?.nonce;
  // The scroll lock under an open drawer writes a style of its own and asks for the nonce by this name.
  if (styleNonce) Object.assign(globalThis, { __webpack_nonce__: styleNonce });

  createRoot(root).render(
    <StrictMode>
      <MantineProvider
        theme={theme}
        defaultColorScheme="auto"
        {...(styleNonce ? { getStyleNonce: () => styleNonce } : {})}
      >
        {home}
      </MantineProvider>
    </StrictMode>,
  );
}
