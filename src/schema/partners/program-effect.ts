import { Field, Int, ObjectType } from "type-graphql";

import type { ProgramEffectKind as StoredKind } from "../../services/partners/program-effects.js";
import { graphEnum } from "../common/graph-enum.js";

const ProgramEffectKind = graphEnum<StoredKind>("ProgramEffectKind", "What of a program an edit changes.", {
  name: "Its name.",
  destination: "Where its links lead.",
  deepLinkDomains: "Where links of their own destination may lead.",
  attributionModel: "How credit is divided.",
  window: "How long after a click an event counts.",
  holdback: "How long commissions are held.",
  rules: "What it pays.",
});

@ObjectType({
  simpleResolvers: true,
  description: "What one part of an edit changes, and for whom. Values that stay as they are have no effect.",
})
export class ProgramEffect {
  @Field(() => ProgramEffectKind, { description: "What changes." })
  kind!: StoredKind;

  @Field(() => String, { description: "For people: what changes, from when on, and who keeps what they have." })
  message!: string;

  @Field(() => Int, { description: "How many partners of the program it reaches." })
  partnersAffected!: number;

  @Field(() => Int, {
    description: "How many partners of the program keep what they have, because their own terms say so.",
  })
  partnersKeeping!: number;
}
