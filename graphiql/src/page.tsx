import { GraphiQL } from "graphiql";
import { useEffect, useMemo, useState } from "react";

import { EXAMPLES } from "./examples.js";
import type { Asker } from "./graph.js";
import { askWhoWeAre, fetcherFor, pastedKey } from "./graph.js";
import { WhoAsks } from "./who-asks.js";

/** GraphiQL over this server's own graph, with examples in its tabs. */
export function Page() {
  const [key, setKey] = useState(pastedKey.read);
  const [asker, setAsker] = useState<Asker>();
  const fetcher = useMemo(() => fetcherFor(key), [key]);
  useEffect(() => {
    let isCurrent = true;
    void askWhoWeAre(key).then((found) => isCurrent && setAsker(found));
    return () => {
      isCurrent = false;
    };
  }, [key]);

  const use = (given: string): void => {
    if (given === "") pastedKey.drop();
    else pastedKey.keep(given);
    setAsker(undefined);
    setKey(given);
  };
  const isKnown = typeof asker === "object";

  return (
    <>
      <WhoAsks asker={asker} hasKey={key !== ""} onUse={use} />
      <main>
        {/* The shape of the graph is for those who are known: asked for again once somebody is. */}
        <GraphiQL
          key={isKnown ? `known:${key}` : "stranger"}
          fetcher={fetcher}
          defaultTabs={EXAMPLES}
          {...(isKnown ? {} : { schema: null })}
        >
          {/* The bar above says where one is; GraphiQL's own mark would lead out of the house. */}
          <GraphiQL.Logo>{null}</GraphiQL.Logo>
        </GraphiQL>
      </main>
    </>
  );
}
