import { fieldsById } from "../schema/fields-by-id.ts";
import { type Draft, set } from "./draft.ts";
import type { TableUpdate } from "./table-change.ts";
import type { TableMetadata } from "./table-metadata.ts";

type Addition = Extract<TableUpdate, { action: "add-schema" | "add-spec" | "add-sort-order" }>;

/** Add a schema, a spec or an order, unless the table has one like it, and remember its id. */
export function addDefinition(draft: Draft, update: Addition): void {
  const { metadata, added } = draft;
  switch (update.action) {
    case "add-schema": {
      const { schemas } = metadata;
      const { id, isNew } = placeOf(update.schema, schemas, "schema-id");
      added.schema = id;
      if (!isNew) return;
      const lastColumnId = Math.max(
        metadata["last-column-id"],
        ...fieldsById(update.schema).keys(),
      );
      const schema = { ...update.schema, "schema-id": id };
      return set(draft, { schemas: [...schemas, schema], "last-column-id": lastColumnId });
    }
    case "add-spec": {
      const specs = metadata["partition-specs"];
      const { id, isNew } = placeOf(update.spec, specs, "spec-id");
      added.spec = id;
      if (!isNew) return;
      const lastPartitionId = Math.max(
        metadata["last-partition-id"],
        ...update.spec.fields.map((field) => field["field-id"]),
      );
      return set(draft, {
        "partition-specs": [...specs, { ...update.spec, "spec-id": id }],
        "last-partition-id": lastPartitionId,
      });
    }
    case "add-sort-order": {
      const orders = metadata["sort-orders"];
      const { id, isNew } = placeOf(update["sort-order"], orders, "order-id");
      added.sortOrder = id;
      if (!isNew) return;
      return set(draft, {
        "sort-orders": [...orders, { ...update["sort-order"], "order-id": id }],
      });
    }
  }
}

/** The id of a definition: that of an equal one, its own where that is free, else the next. */
function placeOf<Id extends string>(
  definition: Readonly<Record<Id, number>>,
  known: readonly Readonly<Record<Id, number>>[],
  idName: Id,
): { readonly id: number; readonly isNew: boolean } {
  const text = withoutId(definition, idName);
  const equal = known.find((each) => withoutId(each, idName) === text);
  if (equal !== undefined) return { id: equal[idName], isNew: false };
  const next = Math.max(-1, ...known.map((each) => each[idName])) + 1;
  return { id: Math.max(next, definition[idName]), isNew: true };
}

/** What a definition says, as text that does not depend on the order of keys. */
function withoutId(definition: object, idName: string): string {
  return JSON.stringify({ ...definition, [idName]: 0 }, (_key, value: unknown) =>
    typeof value === "object" && value !== null && !Array.isArray(value)
      ? Object.fromEntries(Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1)))
      : value,
  );
}

/** The ids of what a table has of a kind, and what the kind is called. */
export function definitionIds(
  metadata: TableMetadata,
  what: "schema" | "spec" | "sortOrder",
): readonly [ids: readonly number[], name: string] {
  switch (what) {
    case "schema":
      return [metadata.schemas.map((schema) => schema["schema-id"]), "schema"];
    case "spec":
      return [metadata["partition-specs"].map((spec) => spec["spec-id"]), "partition spec"];
    case "sortOrder":
      return [metadata["sort-orders"].map((order) => order["order-id"]), "sort order"];
  }
}
