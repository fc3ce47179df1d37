import { getMetadataStorage } from "type-graphql";

import { KEY_SCOPES } from "../shared/key-scope.js";
import type { Holder, Permission } from "../shared/permissions.js";
import { ALL_PERMISSIONS, holds } from "../shared/permissions.js";
import { ROLES } from "../shared/role.js";
import { buildGraphSchema } from "./build-graph-schema.js";

const HEAD = `# Who may do what

Made by \`tributary permissions\` from the one table that every door asks; a test holds it against the code.

Sets are explicit: no role is "at least" another one. BILLING_ADMIN is a set of its own beside the others. A partner's rights reach as
far as what is theirs. A key has one scope or more, and what each of them opens. Nobody else has any right in an organization; another
organization's rows are not found, whoever asks.
`;

const MARK = "✓";

/** What \`docs/permissions.md\` holds. */
export function printPermissions(): string {
  // Made for what it leaves behind: which entry point needs which permission.
  buildGraphSchema();
  return [
    HEAD,
    `## Members and partners\n\n${table([...ROLES, "PARTNER"])}\n`,
    `## Keys, by scope\n\n${table(KEY_SCOPES)}\n`,
    `## What each permission opens in the graph\n\nWhere a service asks for more, as for what is somebody's own, it says so in its refusal.\n\n${openings()}\n`,
  ].join("\n");
}

/** One row for each permission that one of them holds. */
function table(holders: readonly Holder[]): string {
  const held = ALL_PERMISSIONS.filter((permission) => holders.some((holder) => holds(holder, permission)));
  return [
    row(["", ...holders]),
    row(["---", ...holders.map(() => ":-:")]),
    ...held.map((permission) =>
      row([`\`${permission}\``, ...holders.map((holder) => (holds(holder, permission) ? MARK : ""))]),
    ),
  ].join("\n");
}

function openings(): string {
  const { queries, mutations, subscriptions } = getMetadataStorage();
  const opened = new Map<Permission, string[]>();
  for (const [kind, entries] of Object.entries({ query: queries, mutation: mutations, subscription: subscriptions })) {
    for (const { schemaName, roles } of entries) {
      for (const permission of (roles ?? []) as Permission[]) {
        opened.set(permission, [...(opened.get(permission) ?? []), `${kind} \`${schemaName}\``]);
      }
    }
  }
  return [
    row(["permission", "opens"]),
    row(["---", "---"]),
    ...ALL_PERMISSIONS.flatMap((permission) => {
      const entries = opened.get(permission);
      return entries ? [row([`\`${permission}\``, entries.toSorted().join(", ")])] : [];
    }),
  ].join("\n");
}

const row = (cells: readonly string[]): string => `| ${cells.join(" | ")} |`;
