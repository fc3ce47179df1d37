import { expect } from "@jest/globals";

import type { DoorWorld, GraphAnswer } from "./door-world.js";

/** What every result of a mutation can be asked for. */
export const REFUSAL = "__typename ... on UserError { code path message }";

/** Asks operations with one input, as one person. */
export class Asker {
  constructor(
    private readonly door: DoorWorld,
    private readonly token: string,
  ) {}

  ask(text: string, input: Record<string, unknown>): Promise<GraphAnswer> {
    return this.door.graph(text, { token: this.token, variables: { input } });
  }

  /** What the operation's field answered. An error of the request fails the test. */
  async told(text: string, input: Record<string, unknown>): Promise<any> {
    const { data, errors } = await this.ask(text, input);
    expect(errors).toBeUndefined();
    return Object.values(data as object)[0];
  }

  /** The code with which the whole field is refused. */
  async refusal(text: string, input: Record<string, unknown>): Promise<string | undefined> {
    return (await this.ask(text, input)).errors?.[0]?.extensions.code;
  }
}
