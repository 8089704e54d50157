import { isCloudApiError } from "@cloudapi/core";
import { SourceError } from "@cloudapi/records";
import { type FileMetaData, parquetSchema, type SchemaElement } from "hyparquet";
import type { Progress } from "../read/check-row-file.ts";
import { checkColumns, leafColumns } from "./leaf-columns.ts";
import type { Ranges } from "./open-ranges.ts";
import type { LeafColumn } from "./pages/check-page.ts";
import { readColumn } from "./read-column.ts";
import { readFileMetadata } from "./read-file-metadata.ts";
import { kindOf, type ValueReader, valueReaders } from "./value-reader.ts";

const MAGIC = "PAR1";
const BATCH_ROWS = 1000;
const MOST_GROUP_BYTES = 1_073_741_824;
const MOST_GROUP_VALUES = 33_554_432;

/** The rows of a file in batches, with values as a record has them. @throws {SourceError} after the rows before the fault */
export async function* parquetRows(ranges: Ranges, progress: Progress): AsyncGenerator<object[]> {
  yield* rowsOfFile(ranges, await readFooter(ranges), progress);
}

/** The same, of a file whose footer has been read. */
export async function* rowsOfFile(
  ranges: Ranges,
  { metadata, leaves }: Footer,
  progress: Progress,
): AsyncGenerator<object[]> {
  const readers = readersOf(metadata);
  const plain = withoutTypes(metadata);
  for (const [index, { num_rows, total_byte_size, columns }] of metadata.row_groups.entries()) {
    const count = Number(num_rows);
    const group = `row group ${index + 1} of ${metadata.row_groups.length}`;
    const values = Math.max(
      count,
      ...columns.map(({ meta_data }) => Number(meta_data?.num_values)),
    );
    if (total_byte_size > MOST_GROUP_BYTES || values > MOST_GROUP_VALUES)
      throw tooLarge(group, progress);
    const input = { ranges, metadata: plain, leaves, readers, index, count };
    const fault = (error: unknown) => faultOf(error, group, progress.bytesRead);
    const found = await readColumns(input).catch((error: unknown) => {
      throw fault(error);
    });
    for (let at = 0; at < count; at += BATCH_ROWS) yield makeRows({ found, at, count, fault });
    progress.rows += count;
    progress.bytesRead += compressedBytes(metadata, index);
  }
  progress.bytesRead = ranges.byteLength;
}

/** What the end of a file says of it. */
export interface Footer {
  readonly metadata: FileMetaData;
  readonly leaves: ReadonlyMap<string, LeafColumn>;
}

/** @throws {SourceError} when a file is none, or is damaged */
export async function readFooter(ranges: Ranges): Promise<Footer> {
  await checkEnds(ranges);
  try {
    const metadata = await readFileMetadata(ranges);
    checkCounts(metadata);
    const leaves = leafColumns(parquetSchema(metadata));
    for (const group of metadata.row_groups) checkColumns(group, leaves);
    return { metadata, leaves };
  } catch (error) {
    throw faultOf(error, "its footer", 0);
  }
}

/** A footer tells the number of rows several times. */
function checkCounts({ num_rows, row_groups }: FileMetaData): void {
  const sum = row_groups.reduce((total, group) => total + BigInt(group.num_rows), 0n);
  if (sum !== BigInt(num_rows))
    throw new Error("its row groups have other numbers of rows than it");
  for (const { num_rows: rows, columns } of row_groups) {
    // A list counts once for each of its elements, and once when it has none.
    const isRight = columns.every(
      ({ meta_data }) => BigInt(meta_data?.num_values ?? 0) >= BigInt(rows),
    );
    if (!isRight) throw new Error("a column has fewer values than rows");
  }
}

/** A file begins and ends with the same four letters; the end is missing where it was cut. */
async function checkEnds(ranges: Ranges): Promise<void> {
  const size = ranges.byteLength;
  const [first, last] = await Promise.all([
    ranges.slice(0, Math.min(4, size)),
    ranges.slice(Math.max(0, size - 4), size),
  ]);
  if (textOf(first) !== MAGIC) {
    const message =
      "The source is not a Parquet file: it does not begin with PAR1. Leave the option format out, and its content decides.";
    throw new SourceError("SOURCE_UNSUPPORTED_FORMAT", message, { byteOffset: 0 });
  }
  if (textOf(last) === MAGIC && size >= 12) return;
  const message = `The Parquet file ends too early, after ${size} bytes: its footer is missing. Get the whole file again.`;
  throw new SourceError("SOURCE_TRUNCATED", message, { byteOffset: size });
}

function textOf(bytes: ArrayBuffer): string {
  return Buffer.from(bytes).toString("latin1");
}

function readersOf(metadata: FileMetaData): ReadonlyMap<string, ValueReader> {
  try {
    return valueReaders(parquetSchema(metadata));
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    const message = `The Parquet file can't be read as rows: ${reason}. Write it without that column, or export it as JSON Lines.`;
    throw new SourceError("SOURCE_UNSUPPORTED_FORMAT", message, { byteOffset: 0, cause: error });
  }
}

/** The same file with values as they are stored: what they mean is told by its own schema, exactly. */
function withoutTypes(metadata: FileMetaData): FileMetaData {
  return { ...metadata, schema: metadata.schema.map(withoutType) };
}

function withoutType(element: SchemaElement): SchemaElement {
  const { logical_type: _, converted_type: __, ...plain } = element;
  const kind = kindOf(element);
  if (element.num_children === undefined || element.num_children === 0)
    // The entries of a dictionary become text once, not each time they occur.
    return kind === "UTF8" || kind === "STRING" ? { ...plain, converted_type: "UTF8" } : plain;
  if (kind === "LIST") return { ...plain, converted_type: "LIST" };
  // As an object, which has no key __proto__ and texts as keys only, a map would not be what it was.
  return kind === "MAP" || kind === "MAP_KEY_VALUE" ? plain : element;
}

interface ColumnsInput {
  readonly ranges: Ranges;
  readonly metadata: FileMetaData;
  readonly leaves: ReadonlyMap<string, LeafColumn>;
  readonly readers: ReadonlyMap<string, ValueReader>;
  readonly index: number;
  readonly count: number;
}

/** A column's values in a row group. */
interface ColumnValues {
  readonly name: string;
  readonly read: ValueReader;
  readonly values: ArrayLike<unknown>;
}

async function readColumns({ readers, count, ...group }: ColumnsInput): Promise<ColumnValues[]> {
  const columns: ColumnValues[] = [];
  if (count === 0) return columns;
  for (const [name, read] of readers) {
    const values = await readColumn({ ...group, name, mostBytes: MOST_GROUP_BYTES });
    if (values.length !== count)
      throw new Error(`the column ${name} has ${values.length} values for ${count} rows`);
    columns.push({ name, read, values });
  }
  return columns;
}

interface RowsInput {
  readonly found: readonly ColumnValues[];
  readonly at: number;
  readonly count: number;
  readonly fault: (error: unknown) => unknown;
}

/** The rows of a batch. @throws the fault, where a stored value can't be what its column says */
function makeRows({ found, at: start, count, fault }: RowsInput): object[] {
  const rows: Record<string, unknown>[] = [];
  const end = Math.min(start + BATCH_ROWS, count);
  try {
    for (let at = start; at < end; at++) {
      const row: Record<string, unknown> = {};
      for (const { name, read, values } of found) row[name] = read(values[at]);
      rows.push(row);
    }
  } catch (error) {
    throw fault(error);
  }
  return rows;
}

function compressedBytes({ row_groups }: FileMetaData, index: number): number {
  const columns = row_groups[index]?.columns ?? [];
  return columns.reduce((sum, { meta_data }) => {
    return sum + Number(meta_data?.total_compressed_size ?? 0);
  }, 0);
}

function tooLarge(group: string, { bytesRead: byteOffset }: Progress): SourceError {
  const message = `The Parquet file has more than 1 GiB or 33,554,432 values of a column in ${group}, which is read as a whole. Write it with smaller row groups.`;
  return new SourceError("SOURCE_UNSUPPORTED_FORMAT", message, { byteOffset });
}

function faultOf(error: unknown, where: string, byteOffset: number): unknown {
  if (isCloudApiError(error)) return error;
  const reason = error instanceof Error ? error.message : String(error);
  const codec = /unsupported compression codec: (\w+)/.exec(reason)?.[1];
  if (codec !== undefined) {
    const message = `The Parquet file is compressed with ${codec}, which is not read. Write it with Snappy, gzip, Brotli or zstd.`;
    return new SourceError("SOURCE_UNSUPPORTED_FORMAT", message, { byteOffset, cause: error });
  }
  const message = `The Parquet file is damaged in ${where} (${reason}). Get the file again, or write it again.`;
  return new SourceError("SOURCE_CORRUPT", message, { byteOffset, cause: error });
}
