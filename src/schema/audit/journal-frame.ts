import { Field, ObjectType } from "type-graphql";

import { JournalEntry } from "./journal-entry.js";

@ObjectType({ simpleResolvers: true, description: "One entry of the journal, as it is sealed." })
export class JournalFrame {
  @Field(() => String, { description: "Subscribe after it to go on from here." })
  cursor!: string;

  @Field(() => JournalEntry, { description: "The entry." })
  entry!: JournalEntry;
}
