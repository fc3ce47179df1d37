import type { Client } from "urql";

import { isUnauthenticated } from "../src/graph/graph-client.js";
import { CONSOLE } from "./addresses.js";
import { OwnSelfDocument } from "./generated/graphql.js";
import type { OperatorFieldsFragment } from "./generated/graphql.js";

export type Operator = OperatorFieldsFragment;

/** What came of showing a token: `refused` says neither whether it was ever good nor whose it is. */
export type SignInOutcome = "signedIn" | "refused" | "tooMany" | "issuerSilent" | "failed";

/** How operators come in here. */
export interface WayIn {
  /** Whether the installation vouches for its operators itself, and not an identity provider. */
  isOwn: boolean;
  /** What a token must be made for. */
  audience: string;
}

const SESSION = `${CONSOLE}/session`;

const OUTCOMES: Record<number, SignInOutcome> = {
  204: "signedIn",
  400: "refused",
  401: "refused",
  403: "refused",
  413: "refused",
  429: "tooMany",
  503: "issuerSilent",
};

/** Who works at the console, asked once per visit. The cookie is the credential; no script sees it. */
export class OperatorSession {
  #operator: Promise<Operator | null> | undefined;

  constructor(private readonly client: Client) {}

  /** Null for everybody who is no operator. Rejects when the server cannot be asked; the next call asks again. */
  current(): Promise<Operator | null> {
    this.#operator ??= this.#ask().catch((error: unknown) => {
      this.#operator = undefined;
      throw error;
    });
    return this.#operator;
  }

  /** Shows a token for a session. One token opens one session. */
  async signIn(token: string): Promise<SignInOutcome> {
    const answer = await fetch(SESSION, {
      method: "POST",
      headers: { "content-type": "application/json" },
      body: JSON.stringify({ token }),
    }).catch(() => null);
    this.#operator = undefined;
    return (answer && OUTCOMES[answer.status]) ?? "failed";
  }

  /** Ends the session. False where the server could not be told. */
  async signOut(): Promise<boolean> {
    const answer = await fetch(SESSION, { method: "DELETE" }).catch(() => null);
    return answer?.ok ?? false;
  }

  /** Null when the server cannot be asked. */
  async wayIn(): Promise<WayIn | null> {
    const answer = await fetch(SESSION).catch(() => null);
    return answer?.ok ? ((await answer.json()) as WayIn) : null;
  }

  async #ask(): Promise<Operator | null> {
    const { data, error } = await this.client.query(OwnSelfDocument, {}, { requestPolicy: "network-only" }).toPromise();
    if (error) {
      if (isUnauthenticated(error)) return null;
      throw error;
    }
    return data?.operator ?? null;
  }
}
