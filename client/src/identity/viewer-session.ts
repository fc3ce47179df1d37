import type { Client } from "urql";

import { ViewerDocument } from "../graph/generated/graphql.js";
import type { ViewerFieldsFragment } from "../graph/generated/graphql.js";
import { isNotFound, isUnauthenticated } from "../graph/graph-client.js";

export type Viewer = ViewerFieldsFragment;

/** Who looks at the page, asked once per visit. */
export class ViewerSession {
  #viewer: Promise<Viewer | null> | undefined;

  constructor(private readonly client: Client) {}

  /** Null for a stranger. Rejects when the server cannot be asked; the next call asks again. */
  current(): Promise<Viewer | null> {
    this.#viewer ??= this.#ask().catch((error: unknown) => {
      this.#viewer = undefined;
      throw error;
    });
    return this.#viewer;
  }

  /** After a sign-in, whose answer already says who we are. */
  become(viewer: Viewer): void {
    this.#viewer = Promise.resolve(viewer);
  }

  forget(): void {
    this.#viewer = undefined;
  }

  async #ask(): Promise<Viewer | null> {
    const { data, error } = await this.client.query(ViewerDocument, {}, { requestPolicy: "network-only" }).toPromise();
    if (error) {
      // A session of another organization makes us a stranger to this one.
      if (isUnauthenticated(error) || isNotFound(error)) return null;
      throw error;
    }
    return data?.viewer ?? null;
  }
}

/** Where this viewer's work is. */
export function homeOf(viewer: Viewer): "/portal" | "/" {
  return viewer.kind === "PARTNER" ? "/portal" : "/";
}
