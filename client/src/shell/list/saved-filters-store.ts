import type { Filters } from "./read-filters.js";

/** A list's filters under a name that somebody gave them. */
export interface SavedFilters<Key extends string> {
  name: string;
  filters: Filters<Key>;
}

/** What is needed of the browser's storage. */
export interface TextStore {
  getItem: (key: string) => string | null;
  setItem: (key: string, value: string) => void;
}

const SAVED_MAX = 20;

/** Named filters of one list, kept in this browser: they are a person's own habit and nobody's data. */
export class SavedFiltersStore<Key extends string> {
  constructor(
    private readonly storage: TextStore,
    private readonly storedAs: string,
    private readonly keys: readonly Key[],
  ) {}

  /** By name. What is unreadable counts as nothing. */
  read(): SavedFilters<Key>[] {
    const stored = parsed(this.storage.getItem(this.storedAs));
    if (!Array.isArray(stored)) return [];
    return stored
      .flatMap((entry: unknown) => {
        if (!isRecord(entry) || typeof entry["name"] !== "string" || !isRecord(entry["filters"])) return [];
        const filters = Object.entries(entry["filters"]).filter(
          ([key, value]) => (this.keys as readonly string[]).includes(key) && typeof value === "string",
        );
        return [{ name: entry["name"], filters: Object.fromEntries(filters) as Filters<Key> }];
      })
      .sort((a, b) => a.name.localeCompare(b.name));
  }

  /** Under the same name the newer one stands. */
  save(saved: SavedFilters<Key>): SavedFilters<Key>[] {
    const others = this.read().filter(({ name }) => name !== saved.name);
    return this.#write([saved, ...others].slice(0, SAVED_MAX));
  }

  remove(name: string): SavedFilters<Key>[] {
    return this.#write(this.read().filter((saved) => saved.name !== name));
  }

  #write(all: readonly SavedFilters<Key>[]): SavedFilters<Key>[] {
    this.storage.setItem(this.storedAs, JSON.stringify(all));
    return this.read();
  }
}

function parsed(text: string | null): unknown {
  try {
    return JSON.parse(text ?? "[]");
  } catch {
    return [];
  }
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
