import pg from "pg";

import { isPooled } from "./pooled-url.js";

/** What a pool of connections to this URL is made with besides. */
export const poolerOptions = (url: string): { Client?: typeof pg.Client } =>
  isPooled(url) ? { Client: NamelessClient } : {};

/** Prepares nothing by name: the next transaction's session would not know it, or know another statement by it. */
class NamelessClient extends pg.Client {
  // Whatever the driver takes, without its name.
  override query = ((asked: unknown, ...rest: unknown[]): unknown => {
    const send = super.query.bind(this) as (...given: unknown[]) => unknown;
    if (typeof asked !== "object" || asked === null || !("name" in asked) || "submit" in asked) {
      return send(asked, ...rest);
    }
    const { name: _, ...nameless } = asked;
    return send(nameless, ...rest);
  }) as pg.Client["query"];
}
