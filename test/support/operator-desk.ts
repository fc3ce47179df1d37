import type { DoorWorld, GraphAnswer } from "./door-world.js";
import { newId, PLATFORM_ID } from "../../src/shared/ids.js";

/** An operator with a token of the installation's own, at the operator's path. */
export class TestOperator {
  private constructor(
    private readonly door: DoorWorld,
    readonly operatorId: string,
    readonly email: string,
    readonly token: string,
  ) {}

  static async of(door: DoorWorld): Promise<TestOperator> {
    const { operators, installationIssuer, operatorAudience } = door.container;
    const email = `operator-${newId()}@staff.example`;
    const person = await operators.add(door.world.operator, { email, name: "Olga Operator" });
    const token = await installationIssuer.mint(person, operatorAudience, door.world.clock.now(), 600);
    return new TestOperator(door, person.operatorId, email, token);
  }

  async graph(query: string, variables: Record<string, unknown> = {}): Promise<GraphAnswer> {
    const answer = await fetch(`${this.door.url}/operator/graphql`, {
      method: "POST",
      headers: { "content-type": "application/json", authorization: `Bearer ${this.token}` },
      body: JSON.stringify({ query, variables }),
    });
    const { data, errors } = (await answer.json()) as Pick<GraphAnswer, "data" | "errors">;
    return { status: answer.status, data, errors, headers: answer.headers };
  }
}

/** A journal's entries, oldest first, once all that is pending is sealed. */
export async function journalOf(door: DoorWorld, organizationId = PLATFORM_ID): Promise<any[]> {
  await door.container.sealer.seal(organizationId);
  const rows = await door.world
    .as(organizationId)
    .query<{ text: string }>("SELECT convert_from(bytes, 'UTF8') AS text FROM journal_entry ORDER BY position");
  return rows.map(({ text }) => JSON.parse(text) as unknown);
}
