import { type Dataset, fileColumns } from "@cloudapi/core";
import { compareUtf8 } from "@cloudapi/core/internal";
import type { WrittenObject } from "../manifest/manifest.ts";
import { dataFileName } from "../manifest/publication.ts";
import type { Compression } from "../parquet/compression.ts";
import { ROW_GROUP_ROWS } from "../parquet/file-encoder.ts";
import { parquetFiles } from "../parquet/parquet-files.ts";
import { readParquetFile } from "../parquet-source/read-parquet-file.ts";
import type { Sink, SinkOptions } from "../sink/sink.ts";
import type { ClosedFile } from "../write/data-file.ts";
import type { OpenDestination } from "../write/destination.ts";
import { PartitionedWriter } from "../write/partitioned-writer.ts";
import { SortedRows } from "../write/sorted-rows.ts";
import { sourceIdentity } from "../write/source-identity.ts";

/** Files whose rows are to be in others. */
export interface RewriteInput {
  readonly sink: Sink;
  readonly dataset: Dataset;
  /** Whose files the new ones are. */
  readonly sourceId: string;
  readonly targetFileBytes: number;
  readonly compression: Compression;
}

/** Files that have the rows of others, and that nobody sees yet. */
export interface Rewritten {
  readonly files: readonly ClosedFile[];
  /** The same as manifests have them. */
  readonly objects: readonly WrittenObject[];
}

const BUFFER_BYTES = 67_108_864;

/**
 * Write the rows of files to others, partition by partition, in the order of their event time.
 *
 * @returns the key of a file that is no longer there, where that is so
 */
export async function rewriteFiles(
  input: RewriteInput,
  partitions: ReadonlyMap<string, readonly WrittenObject[]>,
  options: SinkOptions,
): Promise<Rewritten | { readonly missing: string }> {
  const { dataset, sink } = input;
  const place = { partition: "" };
  const writer = openWriter(input, place, options);
  const order = { compare: byEventTime(dataset), columns: dataset.columns.length };
  try {
    for (const [partition, files] of partitions) {
      place.partition = partition;
      const sorted = new SortedRows(writer, order);
      for (const file of files) {
        options.signal?.throwIfAborted();
        const bytes = await sink.read(file.key, options);
        if (bytes === undefined) {
          await discard(writer);
          return { missing: file.key };
        }
        const { rows } = await readParquetFile(bytes);
        for await (const batch of rows) await sorted.add(batch as Record<string, unknown>[], file);
      }
      await sorted.flush();
    }
    const files = await writer.finish();
    return { files, objects: files.map(objectOf) };
  } catch (error) {
    await discard(writer);
    throw error;
  }
}

function objectOf({ partition, rows, writer: { key, sizeBytes } }: ClosedFile): WrittenObject {
  return { key, partition, rows, sizeBytes };
}

async function discard(writer: PartitionedWriter): Promise<void> {
  for (const pending of writer.writers()) await pending.discard().catch(() => undefined);
}

/** Times in files are texts of one form. */
function byEventTime({ eventTime = "" }: Dataset) {
  return (a: Readonly<Record<string, unknown>>, b: Readonly<Record<string, unknown>>): number => {
    const [one, other] = [a[eventTime], b[eventTime]];
    return typeof one === "string" && typeof other === "string" ? compareUtf8(one, other) : 0;
  };
}

function openWriter(
  { sink, dataset, sourceId, targetFileBytes, compression }: RewriteInput,
  place: { readonly partition: string },
  { signal }: SinkOptions,
): PartitionedWriter {
  const startFile = parquetFiles(compression);
  const { sourceHash } = sourceIdentity(sourceId);
  const destination: OpenDestination = {
    earlierRows: 0,
    otherContracts: [],
    manifestKey: "",
    sink,
    quarantineSink: sink,
    columns: fileColumns(dataset),
    partitionOf: () => place.partition,
    partitionPath: (partition) => partition,
    keyOf: (partition, number) =>
      `${sink.prefix}${partition}${dataFileName(dataset, sourceHash, { generation: 1, number })}`,
    startFile: () => startFile(dataset),
    publish: () => Promise.reject(new TypeError("What was put together is published as a whole.")),
  };
  const limits = {
    rowGroupRows: ROW_GROUP_ROWS,
    bufferBytes: BUFFER_BYTES,
    // Partitions come one after another.
    maxOpenPartitions: 1,
    maxFileBytes: targetFileBytes,
    maxObjects: Number.MAX_SAFE_INTEGER,
  };
  return new PartitionedWriter({ dataset, destination, limits, signal });
}
