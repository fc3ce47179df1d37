import { basePathOf } from "../graph/base-path.js";

// Commands that work as they stand, for the places that are still empty.

/** In a folder and at a port of its own: this database is somebody's already, and no demo is put into it. */
export const DEMO_COMMAND = "TRIBUTARY_DATA=.demo PORT=4001 npm start -- --demo";

export function importCommand(organizationSlug: string): string {
  return `npm run --silent tributary -- import journeys FILE --organization ${organizationSlug} --program first`;
}

/** Records one event of the visitor who came through a link; only the key and the click are to be filled in. */
export function recordEventCommand(): string {
  const body = '{"id":"order-1","type":"purchase","cref":"CREF","amount":{"amountMinor":1000,"currency":"USD"}}';
  return [
    `curl ${location.origin}${basePathOf(location.pathname)}/v1/events \\`,
    `  -H "Authorization: Bearer KEY" -H "Content-Type: application/json" \\`,
    `  -d '${body}'`,
  ].join("\n");
}
