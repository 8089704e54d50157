import { TrinoError } from "@cloudapi/athena/internal/analysis";
import type { CatalogTable } from "../../catalog/catalog-types.ts";
import { definePartition, defineRelation } from "../../catalog/define-relation.ts";
import { parseS3Location } from "../../scan/objects/s3-location.ts";
import type { CreateTableAs } from "../../syntax/statement/parse-write.ts";
import { formatHiveType } from "../../types/hive-type.ts";
import type { QueryResult } from "../results/query-result.ts";
import { compileInput, useCompiled } from "../run-select.ts";
import type { WrittenColumn } from "./hive-columns.ts";
import { checkHiveColumns, checkPartitionColumns, namedColumns } from "./hive-columns.ts";
import { partitionPath } from "./partition-text.ts";
import { partitionedLast } from "./partitioned-last.ts";
import type { PublishedFile } from "./publish-files.ts";
import { checkEmpty, pathTaken, publishFiles, withdrawFiles } from "./publish-files.ts";
import type { RowFormat } from "./row-format.ts";
import { storageFor } from "./row-format.ts";
import { readTableProperties } from "./table-properties.ts";
import type { WriteInput } from "./write-input.ts";
import { writeResult } from "./write-result.ts";
import type { WrittenFile } from "./write-rows.ts";
import { writeRows } from "./write-rows.ts";

/** `CREATE TABLE AS`: a query's rows as files, and a table over them once all are there. */
export async function runCreateTableAs(
  statement: CreateTableAs,
  input: WriteInput,
): Promise<QueryResult> {
  const { engine, signal } = input;
  const now = engine.now();
  const database = checkDatabase(statement, input);
  const found = engine.catalog.relation(database, statement.table.name);
  if (found !== undefined && statement.ifNotExists) return nothing(input);
  checkAbsent(statement, database, input);
  const properties = readTableProperties(statement.properties, input);
  const compiled = await compileInput(engine, { ...input, parsed: statement.query }, now);
  const columns = namedColumns(aliased(compiled.columns, statement));
  checkHiveColumns(columns);
  const keys = partitionedLast(columns, properties.partitionedBy);
  checkPartitionColumns(keys);
  const location = properties.location ?? `${input.outputLocation}/`;
  await checkEmpty(
    location,
    { s3: engine.s3(), signal },
    pathTaken(`${database}.${statement.table.name}`, location, input.outputLocation),
  );
  const made = { columns, keys, format: properties.format, location, database, statement, now };
  if (!statement.withData) {
    register(made, [], input);
    return nothing(input);
  }
  return useCompiled(engine, { ...input, compiled, now }, (connection) =>
    writeRows(
      { sql: compiled.sql, columns, keys: keys.length },
      properties.format,
      { connection, folder: engine.folder, now, signal },
      (files) => publish(made, files, input),
    ),
  );
}

async function nothing(input: WriteInput): Promise<QueryResult> {
  return writeResult(await publishFiles([], input));
}

interface MadeTable {
  readonly columns: readonly WrittenColumn[];
  readonly keys: readonly WrittenColumn[];
  readonly format: RowFormat;
  readonly location: string;
  readonly database: string;
  readonly statement: CreateTableAs;
  readonly now: Date;
}

/** Files first; the table is there when all of them are, or none. */
async function publish(
  made: MadeTable,
  files: readonly WrittenFile[],
  input: WriteInput,
): Promise<QueryResult> {
  const { bucket, prefix } = parseS3Location(made.location);
  const names = made.keys.map(({ name }) => name);
  const published = files.map((file): PublishedFile => {
    const key = `${prefix}${partitionPath(names, file.values)}${file.name}`;
    return { file, bucket, key };
  });
  const rows = await publishFiles(published, input);
  try {
    register(made, files, input);
  } catch (error) {
    await withdrawFiles(published, input.engine.s3());
    throw error;
  }
  return writeResult(rows);
}

function register(made: MadeTable, files: readonly WrittenFile[], input: WriteInput): void {
  const { columns, keys, location, database, statement, now } = made;
  const { catalog } = input.engine;
  checkAbsent(statement, checkDatabase(statement, input), input);
  const table: CatalogTable = {
    kind: "table",
    database,
    name: statement.table.name,
    columns: columns.slice(0, columns.length - keys.length).map(catalogColumn),
    partitionKeys: keys.map(catalogColumn),
    comment: statement.comment,
    location,
    storage: storageFor(made.format),
    properties: propertiesOf(made.format, input.id),
    createdAt: now,
  };
  const { bucket, prefix } = parseS3Location(location);
  const names = keys.map(({ name }) => name);
  const partitioned = keys.length === 0 ? [] : files;
  const partitions = partitioned.map(({ values }) => {
    const place = `s3://${bucket}/${prefix}${partitionPath(names, values)}`;
    return definePartition(defineRelation(table), { values, location: place, now });
  });
  catalog.put(table, { now, partitions });
}

function catalogColumn({ name, type }: WrittenColumn) {
  return { name, type: formatHiveType(type), comment: undefined };
}

/** What Athena says of a table that it made from a query. */
function propertiesOf(format: RowFormat, id: string): Record<string, string> {
  const compression =
    format.kind === "parquet"
      ? { "parquet.compression": format.compression.toUpperCase() }
      : { "write.compression": format.gzip ? "GZIP" : "NONE" };
  return {
    EXTERNAL: "TRUE",
    "auto.purge": "false",
    has_encrypted_data: "false",
    numFiles: "-1",
    ...compression,
    totalSize: "-1",
    transactional: "false",
    trino_query_id: id,
  };
}

export function checkDatabase(
  { table, at }: CreateTableAs,
  { engine, database }: WriteInput,
): string {
  const name = table.database ?? database;
  if (engine.catalog.database(name) === undefined)
    throw new TrinoError("SCHEMA_NOT_FOUND", `Schema '${name}' does not exist`, at);
  return name;
}

export function checkAbsent(
  { table, at }: CreateTableAs,
  database: string,
  { engine }: WriteInput,
): void {
  if (engine.catalog.relation(database, table.name) !== undefined)
    throw new TrinoError(
      "TABLE_ALREADY_EXISTS",
      `Destination table 'awsdatacatalog.${database}.${table.name}' already exists`,
      at,
    );
}

type Columns = Parameters<typeof namedColumns>[0];

/** The query's columns under the names that the statement gives them. */
export function aliased(columns: Columns, { columns: names }: CreateTableAs): Columns {
  if (names === undefined) return columns;
  if (names.length !== columns.length)
    throw new TrinoError(
      "MISMATCHED_COLUMN_ALIASES",
      `Column alias list has ${names.length} entries but relation has ${columns.length} columns`,
      names[0]?.at,
    );
  return columns.map((column, i) => ({
    ...column,
    name: names[i]?.name ?? column.name,
    named: true,
  }));
}
