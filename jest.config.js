/** Jest runs what tsc emitted: one emitter, one set of decorator metadata. */
const shared = { rootDir: "dist", transform: {}, testEnvironment: "node" };

/** Unit tests need no database and stay apart, so that they answer at once: `npm run test:unit`. */
export default {
  rootDir: "dist",
  projects: [
    { ...shared, displayName: "unit", testMatch: ["<rootDir>/test/**/*.unit.test.js"] },
    {
      ...shared,
      displayName: "database",
      testMatch: ["<rootDir>/test/**/*.test.js"],
      testPathIgnorePatterns: ["\\.unit\\.test\\.js$"],
      globalSetup: "<rootDir>/test/support/global-setup.js",
      globalTeardown: "<rootDir>/test/support/global-teardown.js",
    },
  ],
  testTimeout: 60_000,
  // Jest would leave a core free; tests wait for PostgreSQL, browsers and clocks as much as they work.
  maxWorkers: 2,
};
