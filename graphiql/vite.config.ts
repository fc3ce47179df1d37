import react from "@vitejs/plugin-react";
import { defineConfig } from "vite";
import type { Plugin } from "vite";

/**
 * GraphiQL calls its tabs `tab`, yet each holds two buttons, which is lost on whoever hears the page: nothing inside of a
 * tab is told of. As a list of buttons, of which one is current, they say what they are.
 */
function plainTabs(): Plugin {
  const replaced = [
    ['role: "tablist",', ""],
    ['role: "tab",', ""],
    ['"aria-selected": isActive', '"aria-current": isActive'],
  ] as const;
  return {
    name: "plain-tabs",
    enforce: "pre",
    transform(code, id) {
      if (!/@graphiql\/react\/dist\/components\/tabs\/index\.js/.test(id)) return null;
      return replaced.reduce((text, [from, to]) => {
        if (!text.includes(from)) this.error(`GraphiQL's tabs have changed: there is no ${from}`);
        return text.replace(from, to);
      }, code);
    },
  };
}

export default defineConfig({
  root: import.meta.dirname,
  // One build serves `/graphiql` and every `/t/<slug>/graphiql`.
  base: "/graphiql/",
  plugins: [react(), plainTabs()],
  // The server replaces this word with the answer's nonce.
  html: { cspNonce: "__CSP_NONCE__" },
  worker: { format: "es" },
  build: {
    outDir: "dist",
    emptyOutDir: true,
    assetsInlineLimit: 0,
    // The editor alone has some megabytes, and is loaded only here.
    chunkSizeWarningLimit: 5000,
    reportCompressedSize: false,
  },
});
