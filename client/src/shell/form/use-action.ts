import type { TypedDocumentNode } from "@graphql-typed-document-node/core";
import { useRef, useState } from "react";
import { useClient } from "urql";
import type { AnyVariables, CombinedError } from "urql";

import { confirmedMutation } from "./confirmed-mutation.js";
import { newIdempotencyKey } from "./idempotency-key.js";

/** A refusal that the person can act upon: what is wrong, and with which field. */
export interface Refusal {
  /** Which one; absent where it was not asked for. */
  code: string | undefined;
  message: string;
  path: readonly string[];
}

interface ActionState {
  isRunning: boolean;
  refusal: Refusal | null;
  error: CombinedError | undefined;
}

export interface Action<Outcome, Variables> extends ActionState {
  /**
   * Null when it was refused or failed; `refusal` and `error` then say why. Where a refusal says more than its message,
   * `onRefused` is given all of it.
   */
  run: (variables: Variables, onRefused?: (refused: Outcome) => void) => Promise<Outcome | null>;
}

/**
 * One mutation with what may come of it. `field` is its name in the answer. See `confirmedMutation` for what is dangerous.
 */
export function useAction<Answer extends object, Field extends keyof Answer, Variables extends AnyVariables>(
  document: TypedDocumentNode<Answer, Variables>,
  field: Field,
): Action<Answer[Field], Variables> {
  const client = useClient();
  const [state, setState] = useState<ActionState>(IDLE);
  const run: Action<Answer[Field], Variables>["run"] = async (variables, onRefused) => {
    setState({ ...IDLE, isRunning: true });
    const result = await confirmedMutation(client, document, variables);
    if (!result) {
      setState(IDLE);
      return null;
    }
    const { data, error } = result;
    const outcome = data?.[field];
    const refusal = refusalOf(outcome);
    setState({ isRunning: false, refusal, error });
    if (outcome && refusal) onRefused?.(outcome);
    return outcome && !refusal ? outcome : null;
  };
  return { ...state, run };
}

const IDLE: ActionState = { isRunning: false, refusal: null, error: undefined };

function refusalOf(answer: unknown): Refusal | null {
  if (typeof answer !== "object" || answer === null || !("message" in answer) || typeof answer.message !== "string")
    return null;
  const path = "path" in answer && Array.isArray(answer.path) ? answer.path.map(String) : [];
  const code = "code" in answer && typeof answer.code === "string" ? answer.code : undefined;
  return { code, message: answer.message, path };
}

/** The message for one field, so that it stands beside it. */
export function refusalAt(refusal: Refusal | null, ...path: string[]): string | null {
  return refusal && path.every((step, index) => refusal.path[index] === step) ? refusal.message : null;
}

/** The same key for the same input, so that a second attempt after a lost answer does nothing twice. */
export function useIdempotencyKey(): (input: object) => string {
  const last = useRef({ input: "", key: "" });
  return (input) => {
    const text = JSON.stringify(input);
    if (last.current.input !== text) last.current = { input: text, key: newIdempotencyKey() };
    return last.current.key;
  };
}
