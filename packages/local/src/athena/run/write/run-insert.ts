import { notSupported, TrinoError } from "@cloudapi/athena/internal/analysis";
import type { CatalogTable } from "../../catalog/catalog-types.ts";
import { definePartition, defineRelation } from "../../catalog/define-relation.ts";
import { tableColumns } from "../../catalog/lookup.ts";
import { checkReadable } from "../../catalog/readable.ts";
import type { Insert } from "../../syntax/statement/parse-write.ts";
import type { QueryResult } from "../results/query-result.ts";
import { compileInput, useCompiled } from "../run-select.ts";
import { coerceInsert } from "./coerce-insert.ts";
import { checkHiveColumns } from "./hive-columns.ts";
import type { PartitionPlace } from "./partition-place.ts";
import { partitionPlaces } from "./partition-place.ts";
import type { PublishedFile } from "./publish-files.ts";
import { publishFiles, withdrawFiles } from "./publish-files.ts";
import { formatOfTable } from "./row-format.ts";
import type { WriteInput } from "./write-input.ts";
import { writeResult } from "./write-result.ts";
import type { WrittenFile } from "./write-rows.ts";
import { writeRows } from "./write-rows.ts";

/** `INSERT INTO` a table of Hive's: files beside those that are there, and the partitions that are new. */
export async function runInsert(
  statement: Insert,
  table: CatalogTable,
  input: WriteInput,
): Promise<QueryResult> {
  const { engine, signal } = input;
  const now = engine.now();
  checkReadable(table);
  refuseBuckets(table, input);
  const format = formatOfTable(table);
  const columns = tableColumns(table);
  checkHiveColumns(columns);
  const compiled = await compileInput(engine, { ...input, parsed: statement.query }, now);
  const given = givenColumns(statement, columns);
  const sql = coerceInsert({ compiled, table: columns, given });
  return useCompiled(engine, { ...input, compiled, now }, (connection) =>
    writeRows(
      { sql, columns, keys: table.partitionKeys.length },
      format,
      { connection, folder: engine.folder, now, signal },
      (files) => publish(table, files, input, now),
    ),
  );
}

/** The table that a statement names, whichever kind it is of. */
export function insertTarget(
  { table: { database, name } }: Pick<Insert, "table">,
  { engine, ...input }: WriteInput,
  doing = "Inserting into",
): CatalogTable {
  const schema = database ?? input.database;
  if (engine.catalog.database(schema) === undefined)
    throw new TrinoError("SCHEMA_NOT_FOUND", `Schema '${schema}' does not exist`);
  const relation = engine.catalog.relation(schema, name);
  if (relation === undefined)
    throw new TrinoError(
      "TABLE_NOT_FOUND",
      `Table 'awsdatacatalog.${schema}.${name}' does not exist`,
    );
  if (relation.kind === "table") return relation;
  throw new TrinoError("NOT_SUPPORTED", `${doing} views is not supported`);
}

/** The columns of a table that a query's are for, in the query's order. */
export function givenColumns<Column extends { readonly name: string }>(
  { columns: names }: Pick<Insert, "columns">,
  columns: readonly Column[],
): readonly Column[] {
  if (names === undefined) return columns;
  const given: Column[] = [];
  for (const { name } of names) {
    const column = columns.find((each) => each.name === name.toLowerCase());
    if (column === undefined)
      throw new TrinoError(
        "COLUMN_NOT_FOUND",
        `Insert column name does not exist in target table: ${name.toLowerCase()}`,
      );
    if (given.includes(column))
      throw new TrinoError(
        "DUPLICATE_COLUMN_NAME",
        `Insert column name is specified more than once: ${name.toLowerCase()}`,
      );
    given.push(column);
  }
  return given;
}

/** Rows in files that aren't named by their bucket would be missed by those who look for them there. */
function refuseBuckets({ database, name }: CatalogTable, { engine }: WriteInput): void {
  const storage = engine.catalog.entry(database, name)?.definition.StorageDescriptor;
  if ((storage?.BucketColumns ?? []).length > 0)
    throw notSupported(`INSERT INTO bucketed tables (${database}.${name})`);
}

interface Placed {
  readonly place: PartitionPlace;
  readonly values: readonly string[];
  readonly published: PublishedFile;
}

/** Files first, then their partitions: a statement that ends before leaves neither. */
async function publish(
  table: CatalogTable,
  files: readonly WrittenFile[],
  input: WriteInput,
  now: Date,
): Promise<QueryResult> {
  const { engine } = input;
  const places = partitionPlaces(table, engine.catalog, now);
  const placed = files.map((file): Placed => {
    const { values } = file;
    const place = places(values);
    const { bucket, prefix } = place;
    return { place, values, published: { file, bucket, key: `${prefix}${file.name}` } };
  });
  const published = placed.map((each) => each.published);
  const rows = await publishFiles(published, input);
  const definition =
    engine.catalog.entry(table.database, table.name)?.definition ?? defineRelation(table);
  const added = placed.filter(({ place }) => place.isNew);
  const partitions = added.map(({ place, values }) => {
    const location = `s3://${place.bucket}/${place.prefix}`;
    return definePartition(definition, { values, location, now });
  });
  try {
    engine.catalog.putPartitions(table, partitions);
  } catch (error) {
    await withdrawFiles(published, engine.s3());
    throw error;
  }
  return writeResult(rows);
}
