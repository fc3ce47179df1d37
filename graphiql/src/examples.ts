import byMonth from "../examples/by-month.graphql?raw";
import lastCommission from "../examples/last-commission.graphql?raw";
import liveEarnings from "../examples/live-earnings.graphql?raw";
import whoAmI from "../examples/who-am-i.graphql?raw";

/** What stands in the tabs at first: each runs as it is. */
export const EXAMPLES = [lastCommission, byMonth, liveEarnings, whoAmI].map((query) => ({ query }));

/** Begins again with the examples in the tabs. What stood there is gone. */
export function forgetTabs(): void {
  for (const key of Object.keys(localStorage)) if (key.startsWith("graphiql:")) localStorage.removeItem(key);
  location.reload();
}
