import { createHash } from "node:crypto";

/** Statements that connections keep prepared. Whoever asks ever new things fills no backend's memory. */
const PREPARED_MAX = 300;

/** Names for statements whose texts are made by us from what is asked: equal texts, equal names, and never too many. */
export class StatementNames {
  private readonly names = new Map<string, string>();

  /** @param kind - how the names begin. */
  constructor(private readonly kind: string) {}

  /** The text's name; undefined once there are too many others. */
  of(text: string): string | undefined {
    let name = this.names.get(text);
    if (name === undefined && this.names.size < PREPARED_MAX) {
      name = `${this.kind}-${createHash("sha256").update(text).digest("base64url").slice(0, 22)}`;
      this.names.set(text, name);
    }
    return name;
  }
}
