/** Other graphs may speak of the type's objects by their id, and add fields to them. */
export const KEY = '@key(fields: "id")';

/** Other graphs may have the same type: it is a value, or a convention that everybody follows. */
export const SHAREABLE = "@shareable";

/** Apollo's directives, by a `@link` of which a schema says that it may use them. */
export const FEDERATION_LINK = `extend schema @link(url: "https://specs.apollo.dev/federation/v2.3", import: [
  "@key", "@requires", "@provides", "@external", "@extends", "@shareable", "@inaccessible", "@override", "@tag", "@interfaceObject"
])`;
