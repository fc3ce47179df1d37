import type { GraphQLScalarType } from "graphql";
import { GraphQLScalarType as Scalar } from "graphql";
import { Field, ObjectType, createUnionType } from "type-graphql";

import { PlatformUser } from "../../entities/identity/platform-user.entity.js";
import { Organization } from "../../entities/organizations/organization.entity.js";
import { Commission } from "../../entities/partners/commission.entity.js";
import { Partner } from "../../entities/partners/partner.entity.js";
import { Program } from "../../entities/partners/program.entity.js";
import type { Permission } from "../../shared/permissions.js";
import { JSONObject } from "../common/json-object.js";
import type { EntityClass } from "../read/row.js";

interface FederatedType {
  entity: EntityClass;
  /** Permissions of which one is needed: those of the field that reads one of them. */
  needs: readonly Permission[];
}

/** The types of which other graphs speak by id: those with a `@key`. */
export const FEDERATED_TYPES: Readonly<Record<string, FederatedType>> = {
  Organization: { entity: Organization, needs: ["organization:read"] },
  User: { entity: PlatformUser, needs: ["member:read"] },
  Partner: { entity: Partner, needs: ["partner:read", "commission:readOwn"] },
  Program: { entity: Program, needs: ["program:read"] },
  Commission: { entity: Commission, needs: ["commission:read", "commission:readOwn"] },
};

/** What a gateway knows of an object: its type's name and its id. */
export const Representation: GraphQLScalarType<Record<string, unknown>> = new Scalar({
  ...JSONObject.toConfig(),
  name: "_Any",
  description: "An object as a gateway knows it: `__typename` and `id`.",
});

/** An object of one of these types. What it is, is known by its class: a `resolveType` of ours would be asynchronous. */
export const FederatedObject = createUnionType({
  name: "_Entity",
  description: "Everything that other graphs may speak of.",
  types: () => [Organization, PlatformUser, Partner, Program, Commission] as const,
});

@ObjectType("_Service", { simpleResolvers: true, description: "This graph, for gateways." })
export class FederationService {
  @Field(() => String, { description: "The graph in its schema language, with Apollo's federation directives." })
  sdl!: string;
}
