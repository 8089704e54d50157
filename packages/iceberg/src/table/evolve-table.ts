import { CONTRACT_METADATA, type Dataset } from "@cloudapi/core";
import { checkDataset, checkOptionNames } from "@cloudapi/core/internal";
import type { CatalogOptions } from "../catalog/catalog.ts";
import { IcebergError } from "../errors/iceberg-error.ts";
import { currentSchema, defaultSortOrder, defaultSpec } from "../metadata/current.ts";
import type { IcebergSchema } from "../metadata/iceberg-schema.ts";
import type { TableChange, TableUpdate } from "../metadata/table-change.ts";
import type { TableMetadata } from "../metadata/table-metadata.ts";
import { evolveSchema } from "../schema/evolve-schema.ts";
import { fieldsById } from "../schema/fields-by-id.ts";
import { changeTable, sameTable } from "./change-table.ts";
import { contractProperties } from "./contract-properties.ts";
import { checkTable, type IcebergTable } from "./iceberg-table.ts";

/** How `evolveTable` is called. */
export interface EvolveOptions extends CatalogOptions {
  /** Columns that have another name now: the earlier one by the new one, such as `{ duration_ms: "response_time" }`; fields inside by their path. It may be given again when that is done. */
  readonly renames?: Readonly<Record<string, string>> | undefined;
}

/**
 * Bring a table's columns to a dataset's: new ones are added, types are widened, the order is the dataset's, names change
 * where `renames` says so, and columns that the dataset no longer has go. It changes metadata only: rows that are there have
 * null in new columns, and keep what they had in others. A table that has these columns already stays as it is.
 *
 * What the table is partitioned by stays; see `setPartition`.
 *
 * @throws {TypeError} for an argument that can't be
 * @throws {IcebergError} `SCHEMA_CANNOT_EVOLVE` when rows that are there could not be read as the new columns, `NO_SUCH_TABLE`,
 * `COMMIT_CONFLICT`, `COMMIT_STATE_UNKNOWN`
 *
 * @example
 * ```ts
 * import { defineDataset } from "@cloudapi/core";
 * import { createTable, evolveTable, fileCatalog, memoryStorage } from "@cloudapi/iceberg";
 * import * as z from "zod";
 *
 * const orders = defineDataset({ name: "orders", schema: z.object({ id: z.int32() }) });
 * const table = await createTable(fileCatalog(memoryStorage()), { namespace: "lake", dataset: orders });
 * const schema = z.object({ id: z.int(), note: z.string().optional() });
 * const { metadata } = await evolveTable(table, defineDataset({ name: "orders", schema }));
 * console.log(metadata.schemas.at(-1)?.fields.map(({ name, type }) => `${name} ${String(type)}`)); // => ["id long", "note string"]
 * ```
 */
export async function evolveTable(
  table: IcebergTable,
  dataset: Dataset,
  options: EvolveOptions = {},
): Promise<IcebergTable> {
  checkTable("evolveTable", table);
  checkDataset("evolveTable", dataset);
  checkOptionNames("evolveTable", options, ["renames", "signal"]);
  const { renames = {} } = options;
  return changeTable(table, (metadata) => evolution(metadata, dataset, renames), options);
}

function evolution(
  metadata: TableMetadata,
  dataset: Dataset,
  renames: Readonly<Record<string, string>>,
): TableChange | undefined {
  const before = currentSchema(metadata);
  const lastColumnId = metadata["last-column-id"];
  const { columns } = dataset;
  const docs = docsOf(before, columns, renames);
  const { schema } = evolveSchema(before, { columns, lastColumnId, renames, docs });
  checkPartitioned(metadata, schema);
  checkSorted(metadata, schema);
  checkPartitionNames(metadata, schema);
  const updates: TableUpdate[] = [];
  if (JSON.stringify(schema.fields) !== JSON.stringify(before.fields)) {
    updates.push({ action: "add-schema", schema });
    updates.push({ action: "set-current-schema", "schema-id": -1 });
  }
  if (metadata.properties[CONTRACT_METADATA.hashProperty] !== dataset.contractHash)
    updates.push({ action: "set-properties", updates: contractProperties(dataset) });
  if (updates.length === 0) return undefined;
  return {
    requirements: [
      sameTable(metadata),
      { type: "assert-current-schema-id", "current-schema-id": metadata["current-schema-id"] },
      { type: "assert-last-assigned-field-id", "last-assigned-field-id": lastColumnId },
    ],
    updates,
  };
}

/** What columns are said to be, which a contract says nothing of. */
function docsOf(
  { fields }: IcebergSchema,
  columns: Dataset["columns"],
  renames: Readonly<Record<string, string>>,
): Readonly<Record<string, string>> {
  const docs = new Map(fields.map(({ name, doc }) => [name, doc]));
  return Object.fromEntries(
    columns.flatMap(({ name }) => {
      const doc = docs.get(renames[name] ?? name) ?? docs.get(name);
      return doc === undefined ? [] : [[name, doc]];
    }),
  );
}

/** A column that rows are partitioned by can't go: readers could make no partition of it any more. */
function checkPartitioned(metadata: TableMetadata, after: IcebergSchema): void {
  const [there, ids] = [fieldsById(currentSchema(metadata)), fieldsById(after)];
  const lost = defaultSpec(metadata).fields.find(
    ({ "source-id": id, transform }) => transform !== "void" && there.has(id) && !ids.has(id),
  );
  if (lost === undefined) return;
  const column = there.get(lost["source-id"])?.path;
  throw new IcebergError(
    "SCHEMA_CANNOT_EVOLVE",
    `The contract no longer has the column ${column}, by which the table is partitioned (${lost.name}). Set another partitioning first (setPartition), or say with renames what the column is called now.`,
  );
}

/** A column that rows are sorted by can't go: Iceberg's own library reads no table whose order is of a column that is not there. */
function checkSorted(metadata: TableMetadata, after: IcebergSchema): void {
  const [there, ids] = [fieldsById(currentSchema(metadata)), fieldsById(after)];
  const lost = defaultSortOrder(metadata).fields.find(({ "source-id": id }) => !ids.has(id));
  if (lost === undefined) return;
  const column = there.get(lost["source-id"])?.path;
  throw new IcebergError(
    "SCHEMA_CANNOT_EVOLVE",
    `The contract no longer has the column ${column}, by which the table's rows are sorted. Set another order first (ALTER TABLE … WRITE UNORDERED in Spark), or say with renames what the column is called now.`,
  );
}

/** A new column can't have the name of a partition's value: Iceberg's own library then reads neither, nor the table. */
function checkPartitionNames(metadata: TableMetadata, after: IcebergSchema): void {
  const there = fieldsById(currentSchema(metadata));
  const added = new Map(
    [...fieldsById(after).values()].flatMap(({ path, id }) =>
      there.get(id)?.path === path ? [] : [[path, id] as const],
    ),
  );
  const taken = metadata["partition-specs"]
    .flatMap(({ fields }) => fields)
    .find(({ name, "source-id": id }) => (added.get(name) ?? id) !== id);
  if (taken === undefined) return;
  throw new IcebergError(
    "SCHEMA_CANNOT_EVOLVE",
    `The contract has a new column ${taken.name}, and that is what a value is called that the table is or was partitioned by (${taken.transform}). Give the column another name.`,
  );
}
