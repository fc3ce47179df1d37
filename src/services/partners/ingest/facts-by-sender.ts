import { assert } from "../../../shared/errors.js";
import type { TenantContext } from "../../../shared/tenant-context.js";
import type { JournalFact } from "../../audit/journal-fact.js";

/** What several senders' items of one batch have come to, each in the name of whoever sent it, by its place in the batch. */
export function factsBySender(
  sent: readonly { ctx: TenantContext }[],
  done: readonly { place: number; fact: JournalFact }[],
): { by: TenantContext; facts: JournalFact[] }[] {
  const groups = new Map<string, { by: TenantContext; facts: JournalFact[] }>();
  for (const { place, fact } of done) {
    const by = sent[place]?.ctx;
    assert(by, "everything that was done was sent by somebody");
    const key = senderKey(by);
    const group = groups.get(key);
    if (group) group.facts.push(fact);
    else groups.set(key, { by, facts: [fact] });
  }
  return [...groups.values()];
}

const senderKey = ({ principal, origin }: TenantContext): string =>
  JSON.stringify([principal, origin.ip, origin.userAgent]);
