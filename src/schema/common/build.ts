/** `code` and `path` of a refusal have defaults in their class; everything else is given. */
type Given<Type> = Omit<Type, "code" | "path"> & Partial<Pick<Type, Extract<keyof Type, "code" | "path">>>;

/** An instance of a graph type with its fields. Unions tell their members apart by class, so plain objects would not do. */
export function build<Type extends object>(type: new () => Type, fields: Given<Type>): Type {
  return Object.assign(new type(), fields);
}
