import { existsSync } from "node:fs";

import { afterAll, afterEach, beforeAll, describe } from "@jest/globals";
import axe from "axe-core";
import type { Browser, BrowserContext, BrowserContextOptions, Page } from "playwright-core";
import { chromium } from "playwright-core";

/** Debian's. */
const CHROMIUM = "/usr/bin/chromium-headless-shell";
const ARGUMENTS = [
  "--headless",
  "--no-sandbox",
  "--disable-gpu",
  "--disable-quic",
  "--no-first-run",
  "--disable-background-networking",
  "--disable-component-update",
  "--disable-sync",
];
/** A person's, for the redirect would flag a headless one as a bot. */
const USER_AGENT =
  "Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/140.0.0.0 Safari/537.36";

/** What a page that is shown in other colours may still draw. */
const SETTLING_MS = 500;

/** Passkeys belong to a name, so a page may be asked for by one. */
const OWN_HOSTS = new Set(["127.0.0.1", "localhost"]);

/** Tests that need a browser. Where there is none they are skipped and say so; CI must have one. */
export function describeInBrowser(name: string, tests: (browser: TestBrowser) => void): void {
  const isPresent = existsSync(CHROMIUM) || process.env["CI"] !== undefined;
  if (!isPresent) {
    console.warn(`Skipped: "${name}" needs Chromium at ${CHROMIUM} (Debian: apt-get install chromium-headless-shell).`);
  }
  (isPresent ? describe : describe.skip)(name, () => {
    const browser = new TestBrowser();
    beforeAll(() => browser.launch());
    afterEach(() => browser.endVisits());
    afterAll(() => browser.close());
    tests(browser);
  });
}

/** One Chromium for a test file; each visit has cookies of its own. */
export class TestBrowser {
  private browser: Browser | undefined;
  private contexts: BrowserContext[] = [];

  async launch(): Promise<void> {
    this.browser = await chromium.launch({ executablePath: CHROMIUM, args: ARGUMENTS });
  }

  async close(): Promise<void> {
    await this.browser?.close();
  }

  /** Everyone leaves, also after a test that failed half way. */
  async endVisits(): Promise<void> {
    await Promise.all(this.contexts.splice(0).map((context) => context.close()));
  }

  async visit(options: BrowserContextOptions = {}): Promise<Visit> {
    if (!this.browser) throw new Error("The browser has not been launched.");
    const context = await this.browser.newContext({
      userAgent: USER_AGENT,
      locale: "en-US",
      reducedMotion: "reduce",
      ...options,
    });
    this.contexts.push(context);
    return new Visit(await context.newPage());
  }
}

/** A page, and everything that it complained about. */
export class Visit {
  /** Errors of the page, refusals of its policy, and requests that left the server's own address. */
  readonly complaints: string[] = [];

  constructor(readonly page: Page) {
    page.on("pageerror", (error) => this.complaints.push(error.message));
    page.on("console", (message) => {
      // A line that is down, or an answer that refuses, is reported by the browser itself.
      const isNetwork = /Failed to load resource|WebSocket connection/.test(message.text());
      if (message.type() === "error" && !isNetwork) this.complaints.push(message.text());
    });
    page.on("request", (request) => {
      const { hostname, protocol } = new URL(request.url());
      if (/^https?:$/.test(protocol) && !OWN_HOSTS.has(hostname)) this.complaints.push(`asked ${request.url()}`);
    });
  }

  /** What axe finds against it: the rule and the first element of each. */
  async accessibilityFaults(): Promise<string[]> {
    if (!(await this.page.evaluate("'axe' in window"))) await this.page.evaluate(axe.source);
    // Runs in the page, where axe now is.
    return this.page.evaluate(`axe.run(document).then(({ violations }) =>
      violations.map(({ id, nodes }) => id + ": " + nodes[0].html.slice(0, 200)))`);
  }

  /** What is wrong with the page as it stands, in both themes: axe's findings, a page wider than its window, complaints. */
  async faults(): Promise<string[]> {
    const faults: string[] = [];
    for (const colorScheme of ["light", "dark"] as const) {
      await this.page.emulateMedia({ colorScheme });
      await this.page.locator(`[data-mantine-color-scheme="${colorScheme}"]`).waitFor({ state: "attached" });
      // Half way between two colours nothing has the contrast that it is meant to have; a busy page begins a frame later.
      await this.page.evaluate(`new Promise((painted) => requestAnimationFrame(() => requestAnimationFrame(painted)))
        .then(() => Promise.allSettled(document.getAnimations().map(({ finished }) => finished)))`);
      let found = await this.accessibilityFaults();
      if (found.length > 0) {
        // What React draws anew comes when it has the time. A fault is what stays.
        await this.page.waitForTimeout(SETTLING_MS);
        found = await this.accessibilityFaults();
      }
      faults.push(...found.map((fault) => `${colorScheme}: ${fault}`));
    }
    if (await this.isTooWide()) faults.push("wider than its window");
    return [...faults, ...this.complaints];
  }

  /** Whether the page is wider than its window. */
  isTooWide(): Promise<boolean> {
    return this.page.evaluate("document.documentElement.scrollWidth > window.innerWidth");
  }
}
