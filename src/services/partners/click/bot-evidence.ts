import { isbotMatch } from "isbot";
import { LRUCache } from "lru-cache";

const USER_AGENTS_MAX = 5_000;
const USER_AGENT_LENGTH_MAX = 1_000;
const NOT_A_BOT = "";

/** Browsers come in few versions: the pattern runs once for each of them, not once for each click. */
const known = new LRUCache<string, string>({ max: USER_AGENTS_MAX });

/** The part of the user agent that gives a bot away; null for what looks like a person's browser. */
export function botEvidence(userAgent: string | undefined): string | null {
  if (!userAgent) return null;
  const text = userAgent.slice(0, USER_AGENT_LENGTH_MAX);
  let evidence = known.get(text);
  if (evidence === undefined) {
    evidence = isbotMatch(text) ?? NOT_A_BOT;
    known.set(text, evidence);
  }
  return evidence === NOT_A_BOT ? null : evidence;
}
