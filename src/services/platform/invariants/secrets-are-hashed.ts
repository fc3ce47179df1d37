import { organizationInvariant } from "./invariant.js";

/** A whole token of ours: its mark and 43 characters of base64url. A key's stored prefix is far shorter. */
const WHOLE_TOKEN = "trb_[a-z]_[A-Za-z0-9_-]{43}";

/** What of a table can hold a token is looked at as text; hashes must be as long as SHA-256 makes them. */
export const secretsAreHashed = organizationInvariant(
  "secrets-are-hashed",
  "Tokens and keys are stored as SHA-256 only, nowhere in plain text.",
  `
  SELECT format('The %s %s holds %s.', kind, id,
    CASE WHEN shown THEN 'a token in plain text' ELSE format('a token hash of %s bytes', hashed) END) AS sentence
  FROM (
    SELECT 'session' AS kind, id::text, octet_length(token_hash) AS hashed, false AS shown FROM session
    UNION ALL SELECT 'sign-in token', id::text, octet_length(token_hash), false FROM sign_in_token
    UNION ALL SELECT 'API key', id::text, octet_length(token_hash), name || ' ' || prefix ~ '${WHOLE_TOKEN}' FROM api_key
    UNION ALL SELECT 'remembered answer', key, 32, response::text ~ '${WHOLE_TOKEN}' FROM idempotency_key
  ) AS secret
  WHERE hashed <> 32 OR shown`,
);
