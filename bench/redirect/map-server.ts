/** The limit: plain node:http, the keys in a map, and nothing is stored. */
import { contendWith } from "../support/contender-side.js";

const links = new Map([["/t/bench/r/spring", "https://shop.example/"]]);

contendWith((request, response) => {
  const location = links.get(request.url ?? "");
  if (location === undefined) response.writeHead(404, { "content-length": 0 }).end();
  else response.writeHead(302, { location, "cache-control": "no-store", "content-length": 0 }).end();
});
