import type { ASTNode, FieldNode, GraphQLResolveInfo } from "graphql";
import { visit } from "graphql";

/** Whether a field of this name stands anywhere below the place, whatever `@skip` and `@include` say. */
export const selects = (place: GraphQLResolveInfo, name: string): boolean =>
  place.fieldNodes.some((node) => namesBelow(node, place).has(name));

const namesKnown = new WeakMap<FieldNode, ReadonlySet<string>>();

/** The names of all fields below one; documents are kept, so each is looked through once. */
function namesBelow(field: FieldNode, { fragments }: GraphQLResolveInfo): ReadonlySet<string> {
  const known = namesKnown.get(field);
  if (known) return known;
  const names = new Set<string>();
  const collect = (node: ASTNode): void => {
    visit(node, {
      Field: ({ name }) => void names.add(name.value),
      FragmentSpread: ({ name }) => {
        const fragment = fragments[name.value];
        if (fragment) collect(fragment);
      },
    });
  };
  collect(field);
  namesKnown.set(field, names);
  return names;
}
