import { TrinoError } from "@cloudapi/athena/internal/analysis";
import type { LoadedTable, PartitionTerm, TableMetadata } from "@cloudapi/iceberg";
import {
  changedMetadata,
  createMetadata,
  defaultSpec,
  prepareSnapshot,
  tableFolder,
} from "@cloudapi/iceberg/internal";
import { s3Storage } from "@cloudapi/iceberg/s3";
import { icebergFields } from "../../../iceberg/iceberg-type.ts";
import { partitionTerm } from "../../../iceberg/partition-terms.ts";
import { parseS3Location } from "../../../scan/objects/s3-location.ts";
import type { Properties } from "../../../syntax/statement/parse-properties.ts";
import type { CreateTableAs } from "../../../syntax/statement/parse-write.ts";
import type { QueryResult } from "../../results/query-result.ts";
import { compileInput, useCompiled } from "../../run-select.ts";
import type { WrittenColumn } from "../hive-columns.ts";
import { namedColumns } from "../hive-columns.ts";
import { checkEmpty } from "../publish-files.ts";
import { aliased, checkAbsent, checkDatabase } from "../run-create-table-as.ts";
import type { WriteInput } from "../write-input.ts";
import { writeResult } from "../write-result.ts";
import { committing } from "./commit-files.ts";
import { icebergProperties } from "./iceberg-properties.ts";
import type { WrittenDataFile } from "./write-data-files.ts";
import { writeDataFiles } from "./write-data-files.ts";

/** `CREATE TABLE AS` for an Iceberg table: it is there with its rows, or not at all. */
export async function createIcebergAs(
  statement: CreateTableAs,
  input: WriteInput,
): Promise<QueryResult> {
  const { engine, signal } = input;
  const now = engine.now();
  const database = checkDatabase(statement, input);
  const found = engine.catalog.relation(database, statement.table.name);
  if (found !== undefined && statement.ifNotExists)
    return writeResult(await committing([], input, () => Promise.resolve()));
  checkAbsent(statement, database, input);
  const compiled = await compileInput(engine, { ...input, parsed: statement.query }, now);
  const columns = namedColumns(aliased(compiled.columns, statement));
  const made = await newTable(columns, statement, input);
  const table = { ...made, name: { namespace: database, name: statement.table.name } };
  const spec = defaultSpec(table.metadata);
  const commit = (files: readonly WrittenDataFile[]) =>
    committing(files, input, () => create(table, files, input));
  if (!statement.withData) return writeResult(await commit([]));
  return useCompiled(engine, { ...input, compiled, now }, (connection) =>
    writeDataFiles(
      { sql: compiled.sql, table, spec },
      { connection, folder: engine.folder, now, signal },
      async (files) => writeResult(await commit(files)),
    ),
  );
}

type NewTable = Pick<LoadedTable, "metadata" | "storage">;

async function newTable(
  columns: readonly WrittenColumn[],
  statement: CreateTableAs,
  { engine, signal }: WriteInput,
): Promise<NewTable> {
  const { properties, ...given } = icebergProperties(statement.properties);
  const location = tableFolder(given);
  const partition = partitionOf(statement.properties);
  const metadata = newMetadata({ columns, location, partition, properties });
  const s3 = engine.s3();
  await checkEmpty(
    location,
    { s3, signal },
    new TrinoError(
      "ICEBERG_FILESYSTEM_ERROR",
      `Cannot create a table on a non-empty location: ${location}, set 'iceberg.unique-table-location=true' in your Iceberg catalog properties to use unique table locations for every table.`,
    ),
  );
  return { metadata, storage: s3Storage(s3, parseS3Location(location)) };
}

function partitionOf(properties: Properties): PartitionTerm[] {
  const texts = properties.get("partitioning") ?? [];
  return (Array.isArray(texts) ? texts : [String(texts)]).map(partitionTerm);
}

interface NewMetadata {
  readonly columns: readonly WrittenColumn[];
  readonly location: string;
  readonly partition: readonly PartitionTerm[];
  readonly properties: Readonly<Record<string, string>>;
}

function newMetadata({ columns, ...rest }: NewMetadata): TableMetadata {
  try {
    return createMetadata(
      { ...rest, columns: (nextId) => icebergFields(columns, nextId) },
      Date.now(),
    );
  } catch (error) {
    if (!(error instanceof TypeError)) throw error;
    throw new TrinoError("INVALID_TABLE_PROPERTY", error.message);
  }
}

/** The table's first metadata has the snapshot with its rows already. */
async function create(
  table: Pick<LoadedTable, "name" | "metadata" | "storage">,
  files: readonly WrittenDataFile[],
  { engine, signal }: WriteInput,
): Promise<void> {
  const base: LoadedTable = { ...table, metadataLocation: "", version: undefined };
  if (files.length === 0) {
    await engine.iceberg.create(table.name, table.metadata, { signal });
    return;
  }
  const added = files.map(({ dataFile }) => dataFile);
  const spec = defaultSpec(table.metadata);
  const prepared = await prepareSnapshot(base, { added, spec, notes: {} });
  // There was no metadata before it.
  const first = { ...changedMetadata(base, prepared), "metadata-log": [] };
  try {
    await engine.iceberg.create(table.name, first, { signal });
  } catch (error) {
    await table.storage.remove(prepared.written).catch(() => undefined);
    throw error;
  }
}
