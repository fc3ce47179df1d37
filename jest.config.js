/** Jest runs what tsc emitted: one emitter, one set of decorator metadata. */
export default {
  rootDir: "dist",
  testMatch: ["**/*.test.js"],
  transform: {},
  testEnvironment: "node",
};
