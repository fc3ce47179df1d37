import type { GraphQLResolveInfo } from "graphql";
import { Arg, Authorized, Ctx, Info, Query, Resolver } from "type-graphql";

import { build } from "../../schema/common/build.js";
import {
  FEDERATED_TYPES,
  FederatedObject,
  FederationService,
  Representation,
} from "../../schema/platform/federation.js";
import type { Read } from "../../schema/read/read.js";
import { AppError } from "../../shared/errors.js";
import { requireOneOf } from "../../shared/permissions.js";
import type { TenantContext } from "../../shared/tenant-context.js";
import { printSubgraph } from "../print-subgraph.js";

/** More than a gateway needs for a page of pages. */
const REPRESENTATIONS_MAX = 1000;

/** What makes this graph a part of a larger one: its description, and its objects by their ids. */
@Resolver()
export class FederationResolver {
  private sdl: string | undefined;

  @Authorized("organization:read")
  @Query(() => FederationService, { name: "_service", description: "This graph, for gateways." })
  service(@Info() { schema }: GraphQLResolveInfo): FederationService {
    // Printed when somebody first asks: the start is not to wait for it.
    this.sdl ??= printSubgraph(schema);
    return build(FederationService, { sdl: this.sdl });
  }

  @Authorized("organization:read")
  @Query(() => [FederatedObject], {
    name: "_entities",
    nullable: "items",
    description:
      "Objects by type and id, for gateways: at most 1,000. Null for each that you would not find otherwise.",
  })
  async entities(
    @Arg("representations", () => [Representation], { description: "The objects, as a gateway knows them." })
    representations: Record<string, unknown>[],
    @Ctx("tenant") ctx: TenantContext,
    @Ctx("read") read: Read,
    @Info() place: GraphQLResolveInfo,
  ): Promise<(object | null)[]> {
    if (representations.length > REPRESENTATIONS_MAX) {
      throw new AppError("badRequest", `At most ${REPRESENTATIONS_MAX} objects at once.`);
    }
    const found: (object | null)[] = representations.map(() => null);
    for (const [name, places] of placesByType(representations)) {
      const { entity, needs } = federatedType(name);
      requireOneOf(ctx, needs);
      const objects = await read.many(
        entity,
        places.map((at) => String(representations[at]?.["id"])),
        place,
      );
      for (const [index, at] of places.entries()) {
        const object = objects[index];
        // A row that no resolver wants whole comes as plain JSON, and the union knows its types by their classes.
        if (object) found[at] = Object.assign(Object.create(entity.prototype as object) as object, object);
      }
    }
    return found;
  }
}

/** Where the objects of each type stand, so that each type is read by one statement. */
function placesByType(representations: readonly Record<string, unknown>[]): Map<string, number[]> {
  const places = new Map<string, number[]>();
  for (const [at, { __typename: name, id }] of representations.entries()) {
    if (typeof name !== "string" || typeof id !== "string") {
      throw new AppError("badRequest", "An object is named by its __typename and its id.");
    }
    const known = places.get(name);
    if (known) known.push(at);
    else places.set(name, [at]);
  }
  return places;
}

function federatedType(name: string) {
  const type = Object.hasOwn(FEDERATED_TYPES, name) ? FEDERATED_TYPES[name] : undefined;
  if (!type) throw new AppError("badRequest", `No objects of the type ${JSON.stringify(name)} are known by id here.`);
  return type;
}
