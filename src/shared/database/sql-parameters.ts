/** The values of a statement that is put together, each standing in its text as `$n`. */
export class SqlParameters {
  readonly values: unknown[] = [];

  /** The text that stands for the value: `$3::uuid`. */
  add(value: unknown, type: "uuid" | "text" | "date" | "timestamptz" | "int"): string {
    this.values.push(value);
    return `$${this.values.length}::${type}`;
  }
}
