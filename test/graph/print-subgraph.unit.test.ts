import "reflect-metadata";
import { composeServices } from "@apollo/composition";
import { expect, test } from "@jest/globals";
import { parse } from "graphql";
import { Directive, Field, ID, ObjectType, Query, Resolver, buildSchemaSync } from "type-graphql";

import { printSubgraph } from "../../src/resolvers/print-subgraph.js";

@ObjectType()
@Directive('@key(fields: "id")')
@Directive('@tag(name: "public")')
class Parcel {
  @Field(() => ID)
  id!: string;

  @Directive('@override(from: "warehouse")')
  @Field(() => String)
  place!: string;

  @Directive("@inaccessible")
  @Field(() => String)
  route!: string;
}

@ObjectType()
@Directive("@shareable")
class Weight {
  @Field(() => Number)
  grams!: number;
}

@Resolver()
class ParcelResolver {
  @Query(() => Parcel)
  parcel(): Parcel {
    throw new Error("nobody asks");
  }

  @Query(() => Weight)
  weight(): Weight {
    throw new Error("nobody asks");
  }
}

test("Apollo's directives come out as they were given to classes and fields, and mean to Apollo what they say", () => {
  const sdl = printSubgraph(
    buildSchemaSync({ resolvers: [ParcelResolver], orphanedTypes: [], validate: false, authChecker: () => true }),
  );
  expect(sdl).toContain('type Parcel @key(fields: "id") @tag(name: "public") {');
  expect(sdl).toContain('place: String! @override(from: "warehouse")');
  expect(sdl).toContain("route: String! @inaccessible");
  expect(sdl).toContain("type Weight @shareable {");

  const warehouse = `
    extend schema @link(url: "https://specs.apollo.dev/federation/v2.3", import: ["@key", "@shareable"])
    type Parcel @key(fields: "id") { id: ID! place: String! }
    type Weight @shareable { grams: Float! }
    type Query { heaviest: Weight! }`;
  const composed = composeServices([
    { name: "parcels", url: "http://parcels", typeDefs: parse(sdl) },
    { name: "warehouse", url: "http://warehouse", typeDefs: parse(warehouse) },
  ]);
  expect(composed.errors).toBeUndefined();
  const api = composed.schema?.toAPISchema();
  expect(api?.type("Parcel")?.toString()).toBe("Parcel");
  expect(api?.elementByCoordinate("Parcel.route")).toBeUndefined();
  expect(api?.elementByCoordinate("Parcel.place")).toBeDefined();
});
