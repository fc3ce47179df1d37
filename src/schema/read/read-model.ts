import type { GraphQLSchema } from "graphql";
import { isObjectType } from "graphql";
import { getMetadataStorage } from "type-graphql";
import type { DataSource, EntityMetadata } from "typeorm";

import { assert } from "../../shared/errors.js";
import type { Permission } from "../../shared/permissions.js";
import type { Described, Description, PartnerSight, Within } from "./description.js";
import { descriptionOf } from "./description.js";
import type { EntityClass } from "./row.js";

/** One entity as the planner knows it: its graph type, its table, and how each field is read. */
export class ReadType {
  private readonly description: Description;

  constructor(
    /** Its name in the graph. */
    readonly name: string,
    readonly entity: EntityClass,
    readonly metadata: EntityMetadata,
    /** Graph fields by name, each with the property behind it. */
    readonly properties: ReadonlyMap<string, string>,
    /** Graph fields that a resolver makes of the row. */
    readonly resolved: ReadonlySet<string>,
  ) {
    this.description = descriptionOf(entity);
  }

  /** The name of its table in SQL. */
  get table(): string {
    return `"${this.metadata.tableName}"`;
  }

  /** What a partner may see of it. */
  get sight(): PartnerSight | undefined {
    return this.description.sight;
  }

  /** Whose its rows are, where no column says so. */
  get within(): Within | undefined {
    return this.description.within;
  }

  /** How a property is read that is no column; undefined for a column. */
  described(property: string): Described | undefined {
    return this.description.fields.get(property);
  }

  /** The permission that a property needs beside its row's. */
  guard(property: string): Permission | undefined {
    return this.description.guards.get(property);
  }

  /** Whether it changes without an entry in the journal. */
  isRestless(property: string): boolean {
    return this.description.restless.has(property);
  }

  /** The column of a property, such as `createdAt` or `amount.currency`. */
  column(property: string) {
    return this.metadata.findColumnWithPropertyPath(property);
  }

  /** The columns of an embedded object, such as an amount's. */
  embedded(property: string) {
    return this.metadata.findEmbeddedWithPropertyPath(property);
  }

  /** Whether the planner can read the property. */
  isPlanned(property: string): boolean {
    return Boolean(this.described(property) ?? this.column(property) ?? this.embedded(property));
  }
}

/** Everything that the planner can read, by graph type. Made once, of what TypeORM and type-graphql know already. */
export class ReadModel {
  private readonly byName = new Map<string, ReadType>();
  private readonly byEntity = new Map<EntityClass, ReadType>();

  constructor(schema: GraphQLSchema, dataSource: DataSource) {
    const storage = getMetadataStorage();
    for (const { name, target } of storage.objectTypes) {
      const entity = target as EntityClass;
      if (!isObjectType(schema.getType(name)) || !dataSource.hasMetadata(entity)) continue;
      // Fields of a base class, such as `id`, belong to each of its types.
      const fields = storage.objectTypes
        .filter((type) => type.target === entity || entity.prototype instanceof type.target)
        .flatMap((type) => type.fields ?? []);
      const properties = new Map(fields.map((field) => [field.schemaName, field.name]));
      const resolved = storage.fieldResolvers.filter(({ getObjectType }) => getObjectType?.() === entity);
      const type = new ReadType(
        name,
        entity,
        dataSource.getMetadata(entity),
        properties,
        new Set(resolved.map(({ schemaName }) => schemaName)),
      );
      this.byName.set(name, type);
      this.byEntity.set(entity, type);
    }
  }

  /** Every type that is read from a table. */
  get types(): Iterable<ReadType> {
    return this.byName.values();
  }

  /** The type behind a graph type's name; undefined for what is not read from a table. */
  named(name: string): ReadType | undefined {
    return this.byName.get(name);
  }

  /** The type of an entity that is in the graph. */
  of(entity: EntityClass): ReadType {
    const type = this.byEntity.get(entity);
    assert(type, "what is planned is an entity with a graph type");
    return type;
  }
}
