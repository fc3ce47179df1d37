import { instantSql } from "../../../shared/database/instant-sql.js";
import { platformInvariant } from "./invariant.js";

/** A sealer needs milliseconds; what waits this long waits for one that does not come. */
const PENDING_AGE_MAX_SECONDS = 60;

/** While nobody serves, nobody seals: entries of a server that was killed wait for the next one, and that is right. */
export const pendingEntriesAreYoung = platformInvariant(
  "pending-entries-are-young",
  `While a server runs, no fact waits longer than ${PENDING_AGE_MAX_SECONDS} seconds to be sealed into the journal.`,
  `
  SELECT format('The oldest unsealed entry of organization %s waits since %s.', organization_id,
    ${instantSql("oldest_at")}) AS sentence
  FROM lookup.journal_pending()
  WHERE oldest_at < clock_timestamp() - make_interval(secs => ${PENDING_AGE_MAX_SECONDS})
    AND EXISTS (SELECT FROM pg_stat_activity WHERE application_name ~ '^tributary (start|server|worker)')`,
);
