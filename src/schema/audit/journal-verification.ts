import { Field, ObjectType } from "type-graphql";

import type { ChainBreakKind } from "../../services/audit/chain-verification.js";
import type { VerifiedPart } from "../../services/audit/journal-verification.service.js";
import { build } from "../common/build.js";
import { graphEnum } from "../common/graph-enum.js";

const JournalBreakKind = graphEnum<ChainBreakKind>("JournalBreakKind", "What is wrong with a journal.", {
  bytesChanged: "An entry's bytes do not hash to the leaf that was sealed.",
  missing: "Entries that the chain or the head commits to are gone.",
  inserted: "An entry stands there that its neighbours do not know.",
  reordered: "The right entries, in another order.",
  chainBroken: "An entry does not go on from the one before it.",
  headWrong: "Every entry holds, but the head says something else.",
  foreignOrganization: "An entry of another organization's journal.",
  columnChanged: "A column disagrees with the bytes beside it.",
  malformed: "The bytes are not an entry at all.",
});

@ObjectType({ simpleResolvers: true, description: "Where a journal is first not what was sealed." })
export class JournalBreak {
  @Field(() => JournalBreakKind, { description: "What is wrong." })
  kind!: ChainBreakKind;

  @Field(() => String, { description: "The position at which it begins." })
  position!: string;

  @Field(() => String, { description: "One plain sentence for whoever looks into it." })
  detail!: string;
}

@ObjectType({ simpleResolvers: true, description: "Where a journal ends." })
export class JournalHead {
  @Field(() => String, { description: "How many entries are sealed." })
  size!: string;

  @Field(() => String, {
    description: "The last entry's chain hash, in hex. Kept elsewhere, it proves the journal later.",
  })
  chainHash!: string;
}

@ObjectType({ simpleResolvers: true, description: "What recomputing the journal gave, now." })
export class JournalVerification {
  @Field(() => Boolean, { description: "Everything up to the journal's end was recomputed, and nothing is broken." })
  isWhole!: boolean;

  @Field(() => String, { description: "How many entries hold, counted from the first." })
  verifiedEntries!: string;

  @Field(() => String, { description: "The chain hash of the last of them as it was computed, in hex." })
  chainHash!: string;

  @Field(() => JournalBreak, { nullable: true, description: "The first break; null if there is none so far." })
  firstBreak!: JournalBreak | null;

  @Field(() => JournalHead, { description: "Where the journal ends." })
  head!: JournalHead;

  @Field(() => String, {
    nullable: true,
    description: "A long journal is verified in parts: `after` takes this for the next one. Null when there is none.",
  })
  cursor!: string | null;
}

/** A verification as the graph shows it. */
export function describeVerification(part: VerifiedPart): JournalVerification {
  const { break: found, head } = part;
  return build(JournalVerification, {
    isWhole: part.isComplete && found === null,
    verifiedEntries: String(part.verified),
    chainHash: part.chainHash,
    firstBreak: found && { ...found, position: String(found.position) },
    head: { size: String(head.size), chainHash: head.chainHash.toString("hex") },
    cursor: part.cursor,
  });
}
