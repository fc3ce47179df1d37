/** What PostgreSQL's programs see of our environment: nothing that could point them elsewhere, such as PGDATA. */
export function postgresEnvironment(): NodeJS.ProcessEnv {
  return { PATH: "/usr/bin:/bin", LC_ALL: "C", TZ: "UTC" };
}
