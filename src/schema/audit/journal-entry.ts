import { Field, ID, ObjectType } from "type-graphql";

import type { JournalKind as StoredKind } from "../../services/audit/journal-kinds.js";
import { JOURNAL_KINDS } from "../../services/audit/journal-kinds.js";
import type { SealedEntry } from "../../services/audit/sealed-entry.js";
import { build } from "../common/build.js";
import { connectionOf } from "../common/connection.js";
import { DateTime } from "../common/date-time.js";
import { graphEnum } from "../common/graph-enum.js";
import { JSONObject } from "../common/json-object.js";

export const JournalKind = graphEnum<StoredKind>(
  "JournalKind",
  "What happened. In an entry's bytes, LINK_CREATED is spelled `link.created`.",
  JOURNAL_KINDS,
);

@ObjectType({ simpleResolvers: true, description: "Who did it." })
export class JournalActor {
  @Field(() => String, { description: "member, partner, key, operator, or system for the house itself." })
  kind!: string;

  @Field(() => String, {
    nullable: true,
    description: "Their id in this organization, or the name of the system's work.",
  })
  id!: string | null;

  @Field(() => ID, {
    nullable: true,
    description:
      "Who really acted, where an operator of the platform was in the actor's place: the operator's reference.",
  })
  operatorId?: string | null;
}

@ObjectType({ simpleResolvers: true, description: "What an entry is about." })
export class JournalSubject {
  @Field(() => String, { description: "Which type of thing." })
  type!: string;

  @Field(() => String, { description: "Its id." })
  id!: string;
}

@ObjectType({
  simpleResolvers: true,
  description: "One fact of the organization's journal, sealed: nobody can change, remove or insert one unnoticed.",
})
export class JournalEntry {
  @Field(() => String, { description: "Its place: 0 for the first entry, without gaps." })
  position!: string;

  @Field(() => ID, { description: "The same everywhere." })
  id!: string;

  @Field(() => JournalKind, { description: "What happened." })
  kind!: StoredKind;

  @Field(() => DateTime, { description: "When the change was committed." })
  at!: Date;

  @Field(() => JournalActor, { description: "Who did it." })
  actor!: JournalActor;

  @Field(() => JournalSubject, { description: "What it is about." })
  subject!: JournalSubject;

  @Field(() => JSONObject, { description: "What changed. Amounts are in minor units, as text." })
  data!: Record<string, unknown>;

  @Field(() => String, { description: "SHA-256 of a zero byte and the entry's bytes, in hex: its leaf in the tree." })
  leafHash!: string;

  @Field(() => String, { description: "SHA-256 of the chain hash before it and its leaf hash, in hex." })
  chainHash!: string;
}

/** An entry as the graph shows it. */
export const describeEntry = (sealed: SealedEntry): JournalEntry =>
  build(JournalEntry, {
    position: String(sealed.position),
    id: sealed.id,
    kind: sealed.kind as StoredKind,
    at: sealed.at,
    actor: sealed.actor,
    subject: sealed.subject,
    data: sealed.data,
    leafHash: sealed.leafHash.toString("hex"),
    chainHash: sealed.chainHash.toString("hex"),
  });

export const JournalEntryConnection = connectionOf("JournalEntry", () => JournalEntry);
export type JournalEntryConnection = InstanceType<typeof JournalEntryConnection>;
