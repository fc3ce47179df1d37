import type { Client } from "urql";

import { ViewerDocument } from "../graph/generated/graphql.js";
import type { ViewerFieldsFragment } from "../graph/generated/graphql.js";
import { displayAs } from "../shell/display.js";
import { isNotFound, isUnauthenticated } from "../graph/graph-client.js";

export type Viewer = ViewerFieldsFragment;

/** Who looks at the page, asked once per visit. */
export class ViewerSession {
  #viewer: Promise<Viewer | null> | undefined;
  /** What is known of somebody's rights; undefined while nobody is known. Partners have no generation. */
  #known: { generation: number } | undefined;

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
    displayAs(viewer.display);
    this.#viewer = Promise.resolve(viewer);
    this.#know(viewer);
  }

  forget(): void {
    this.#viewer = undefined;
    this.#known = undefined;
  }

  /**
   * Forgets who looks if an answer tells of rights that are newer than what is known of them (C-MEM-16). Says whether it
   * did: then they are to be asked for anew.
   *
   * @param generation - of the session by which the server answered.
   */
  noticed(generation: number): boolean {
    if (!this.#known || generation <= this.#known.generation) return false;
    this.forget();
    return true;
  }

  /** Forgets who looks where the server lets them in no more. Says whether anybody was known. */
  lost(): boolean {
    const wasKnown = this.#known !== undefined;
    this.forget();
    return wasKnown;
  }

  async #ask(): Promise<Viewer | null> {
    const { data, error } = await this.client.query(ViewerDocument, {}, { requestPolicy: "network-only" }).toPromise();
    if (error) {
      // A session of another organization makes us a stranger to this one.
      if (isUnauthenticated(error) || isNotFound(error)) return null;
      throw error;
    }
    const viewer = data?.viewer ?? null;
    displayAs(viewer?.display);
    if (viewer) this.#know(viewer);
    return viewer;
  }

  #know({ sessionGeneration }: Viewer): void {
    this.#known = { generation: sessionGeneration ?? Number.POSITIVE_INFINITY };
  }
}

/** Where this viewer's work is. */
export function homeOf(viewer: Viewer): "/portal" | "/" {
  return viewer.kind === "PARTNER" ? "/portal" : "/";
}
