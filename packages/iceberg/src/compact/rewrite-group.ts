import { randomUUID } from "node:crypto";
import { CONTRACT_METADATA, type Dataset } from "@cloudapi/core";
import {
  type ClosedFile,
  type OpenDestination,
  type ParquetTree,
  PartitionedWriter,
  parquetFiles,
  readParquetFile,
  SortedRows,
} from "@cloudapi/transform/internal";
import type { LoadedTable } from "../catalog/catalog.ts";
import { IcebergError } from "../errors/iceberg-error.ts";
import type { DataFile } from "../manifest/data-file.ts";
import { metricsOf } from "../manifest/metrics.ts";
import { currentSchema, defaultSpec, specOf } from "../metadata/current.ts";
import { schemasOf } from "../metadata/schemas-of.ts";
import type { TableMetadata } from "../metadata/table-metadata.ts";
import { tableFolder } from "../metadata/table-paths.ts";
import { partitionType } from "../partition/partition-type.ts";
import { fieldsById } from "../schema/fields-by-id.ts";
import { tableColumns } from "../schema/table-columns.ts";
import { fileLayout } from "../write/file-layout.ts";
import { type RowPartitions, rowPartitions } from "../write/row-partitions.ts";
import { dataFileName } from "../write/source-files.ts";
import type { FileGroup } from "./group-files.ts";
import { type OrderColumn, rowComparer } from "./row-order.ts";
import { rowReader, type TableRow, UnfitFile } from "./row-reader.ts";

/** How files are written again. */
export interface RewriteSettings {
  readonly table: LoadedTable;
  readonly targetFileBytes: number;
  readonly compression: "snappy" | "zstd";
  readonly order: readonly OrderColumn[];
  /** Which rows are written again; default all. */
  readonly keeps?: ((row: TableRow) => boolean) | undefined;
  readonly signal: AbortSignal | undefined;
}

/** A group whose rows are in other files now, which nobody sees yet. */
export interface RewrittenGroup {
  readonly group: FileGroup;
  readonly added: readonly DataFile[];
}

/** A file of a group that can't be written again. */
export interface UnfitGroup {
  readonly unfit: DataFile;
  readonly reason: string;
}

const ROW_GROUP_ROWS = 122_880;
const BUFFER_BYTES = 67_108_864;
/** Write the rows of a group to other files, in order as far as memory goes. */
export async function rewriteGroup(
  group: FileGroup,
  settings: RewriteSettings,
): Promise<RewrittenGroup | UnfitGroup> {
  const { table, keeps, signal } = settings;
  const output = openOutput(group, settings);
  const { writer } = output;
  let file: DataFile | undefined;
  try {
    const columns = currentSchema(table.metadata).fields.length;
    const sorted = new SortedRows(writer, { compare: rowComparer(settings.order), columns });
    for (file of group.files) {
      signal?.throwIfAborted();
      for await (const rows of rowsOf(table, file, signal))
        await sorted.add(keeps === undefined ? rows : rows.filter(keeps), file);
    }
    await sorted.flush();
    const files = await writer.finish();
    for (const closed of files) await closed.writer.publish();
    return { group, added: files.map((closed) => output.fileOf(closed)) };
  } catch (error) {
    for (const pending of writer.writers()) await pending.discard().catch(() => undefined);
    await output.remove();
    if (error instanceof UnfitFile && file !== undefined)
      return { unfit: file, reason: error.message };
    throw error;
  }
}

/**
 * The rows of a file of a table, as the table has them.
 *
 * @throws {UnfitFile} when some would not be the same
 */
export async function* rowsOf(
  { metadata, storage }: LoadedTable,
  data: DataFile,
  signal: AbortSignal | undefined,
): AsyncGenerator<TableRow[], void, undefined> {
  const { path, rows: count } = data;
  const bytes = await storage.read(path, { signal });
  if (bytes === undefined)
    throw new IcebergError(
      "METADATA_NOT_FOUND",
      `The table names the data file ${path}, and there is no such file. Nothing was committed. Bring it back, or run again if another program has taken it out of the table meanwhile.`,
    );
  const file = await readParquetFile(bytes);
  const read = rowReader(file.fields, currentSchema(metadata));
  refuseValuesOfPartition(file.fields, data, metadata);
  let rows = 0;
  for await (const batch of file.rows) {
    rows += batch.length;
    yield batch.map((row) => read(row as TableRow));
  }
  if (rows !== count) throw new UnfitFile(`it has ${rows} rows, and the table says ${count}`);
}

/** What other programs took into a table as it was may have a column's value in its partition alone. */
function refuseValuesOfPartition(
  file: readonly ParquetTree[],
  { specId, partition }: DataFile,
  metadata: TableMetadata,
): void {
  const ids = new Set(file.flatMap(idsOf));
  const columns = fieldsById(currentSchema(metadata));
  const absent = specOf(metadata, specId).fields.find(
    ({ "source-id": id, transform }, i) =>
      transform === "identity" && partition[i] !== null && columns.has(id) && !ids.has(id),
  );
  if (absent !== undefined)
    throw new UnfitFile(`the value of ${absent.name} is told by its partition alone`);
}

function idsOf({ fieldId, children }: ParquetTree): (number | undefined)[] {
  return [fieldId, ...children.flatMap(idsOf)];
}

interface Output {
  readonly writer: PartitionedWriter;
  readonly fileOf: (closed: ClosedFile) => DataFile;
  readonly remove: () => Promise<void>;
}

function openOutput(group: FileGroup, settings: RewriteSettings): Output {
  const { table, compression, targetFileBytes, signal } = settings;
  const { metadata, storage } = table;
  const schema = currentSchema(metadata);
  const columns = tableColumns(schema);
  const dataset = datasetOf(table, columns);
  const startFile = parquetFiles(compression, fileLayout(dataset, schema));
  const partitions = partitionsOf(group, table, dataset);
  const sink = storage.sink(tableFolder(metadata));
  const source = { sourceId: "", sourceHash: group.sourceHash ?? "0".repeat(16) };
  const runId = randomUUID();
  const keys: string[] = [];
  const destination: OpenDestination = {
    earlierRows: 0,
    otherContracts: [],
    manifestKey: table.metadataLocation,
    sink,
    quarantineSink: sink,
    columns,
    partitionOf: partitions.of,
    partitionPath: partitions.path,
    keyOf(partition) {
      const key = `data/${partitions.folder(partition)}${dataFileName(source, runId, keys.length)}`;
      keys.push(key);
      return key;
    },
    startFile: () => startFile(dataset),
    publish: () => Promise.reject(new TypeError("A compaction is committed as a whole.")),
  };
  const limits = {
    rowGroupRows: ROW_GROUP_ROWS,
    bufferBytes: BUFFER_BYTES,
    maxOpenPartitions: 100,
    maxFileBytes: targetFileBytes,
    maxObjects: Number.MAX_SAFE_INTEGER,
  };
  return {
    writer: new PartitionedWriter({ dataset, destination, limits, signal }),
    fileOf: ({ partition, rows, writer, summary }) => ({
      content: "data",
      path: `${tableFolder(metadata)}/${writer.key}`,
      format: "parquet",
      specId: metadata["default-spec-id"],
      partition: partitions.values(partition),
      sizeBytes: writer.sizeBytes,
      ...(summary === undefined ? { rows } : metricsOf(summary, schema)),
    }),
    remove: () => sink.remove(keys).catch(() => undefined),
  };
}

/** Rows of one partition stay in it; those of an earlier partitioning come to the one they have now. */
function partitionsOf(
  { files: [first] }: FileGroup,
  { metadata }: LoadedTable,
  dataset: Dataset,
): RowPartitions {
  const spec = defaultSpec(metadata);
  const partitions = rowPartitions(
    dataset,
    currentSchema(metadata),
    partitionType(spec, schemasOf(metadata)),
  );
  return first?.specId === spec["spec-id"] ? partitions.only(first.partition) : partitions;
}

/** What a writer has to know of a contract, of the one that the table was made from. */
function datasetOf({ metadata, name }: LoadedTable, columns: Dataset["columns"]): Dataset {
  const { properties } = metadata;
  const contract = {
    name: properties[CONTRACT_METADATA.datasetProperty] ?? name.name,
    contractHash: properties[CONTRACT_METADATA.hashProperty] ?? "",
    columns,
    eventTime: undefined,
    partition: undefined,
  };
  return contract as unknown as Dataset;
}
