import { Ctx, Query, Resolver } from "type-graphql";

import { build } from "../../schema/common/build.js";
import { Operator } from "../../schema/identity/operator.js";
import type { OperatorPerson, OperatorService } from "../../services/identity/operators/operator.service.js";
import type { GraphContext } from "../graph-context.js";

/** A person of the staff as the graph has them. */
export const operatorOf = ({ operatorId: id, email, name, isActive, createdAt }: OperatorPerson): Operator =>
  build(Operator, { id, email, name, isActive, createdAt });

@Resolver()
export class OperatorResolver {
  constructor(private readonly operators: OperatorService) {}

  @Query(() => Operator, {
    nullable: true,
    description: "Who works at the operator console; null for everybody else. The console stands at its own path.",
  })
  async operator(@Ctx() { caller }: GraphContext): Promise<Operator | null> {
    const operator = caller.operatorOrNone;
    return operator ? operatorOf(await this.operators.self(operator)) : null;
  }
}
