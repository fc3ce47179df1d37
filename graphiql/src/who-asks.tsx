import type { FormEvent } from "react";

import { forgetTabs } from "./examples.js";
import type { Asker } from "./graph.js";
import { BASE_PATH } from "./graph.js";

interface WhoAsksProps {
  /** Absent while we ask. */
  asker: Asker | undefined;
  hasKey: boolean;
  /** Uses a key from now on; none when empty. */
  onUse: (key: string) => void;
}

/** The bar above the editors: as whom operations run, and how to change that. */
export function WhoAsks({ asker, hasKey, onUse }: WhoAsksProps) {
  const submit = (event: FormEvent<HTMLFormElement>): void => {
    event.preventDefault();
    const given = new FormData(event.currentTarget).get("key");
    onUse(typeof given === "string" ? given.trim() : "");
  };
  return (
    <header className="who-asks">
      <a href={`${BASE_PATH}/`}>Tributary</a>
      <h1>GraphiQL</h1>
      <output>{sentence(asker)}</output>
      {asker !== undefined && typeof asker !== "object" ? (
        <form onSubmit={submit}>
          <input name="key" type="password" aria-label="API key" placeholder="API key" autoComplete="off" required />
          <button type="submit">Use key</button>
        </form>
      ) : null}
      {hasKey ? (
        <button type="button" onClick={() => onUse("")}>
          Forget the key
        </button>
      ) : null}
      <button type="button" className="examples" onClick={forgetTabs}>
        Examples
      </button>
    </header>
  );
}

function sentence(asker: Asker | undefined): string {
  switch (asker) {
    case undefined:
      return "…";
    case "stranger":
      return "Not signed in. Sign in to Tributary in this browser, or paste an API key:";
    case "refused":
      return "This key or session is not valid here. Paste another key:";
    case "unreachable":
      return "The server did not answer. Try again with a key, or reload:";
    default:
      return `Signed in as ${asker.name}, ${asker.organization}`;
  }
}
