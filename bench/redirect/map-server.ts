/** The limit: plain node:http, the keys in a map, and nothing is stored. */
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";

const links = new Map([["/t/bench/r/spring", "https://shop.example/"]]);

const server = createServer((request, response) => {
  const location = links.get(request.url ?? "");
  if (location === undefined) response.writeHead(404, { "content-length": 0 }).end();
  else response.writeHead(302, { location, "cache-control": "no-store", "content-length": 0 }).end();
});
server.listen(0, "127.0.0.1", () => {
  process.send?.(`http://127.0.0.1:${(server.address() as AddressInfo).port}`);
});
process.on("message", () => process.send?.(process.cpuUsage()));
process.on("disconnect", () => process.exit());
