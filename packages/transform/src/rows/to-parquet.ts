import { type Dataset } from "@cloudapi/core";
import { checkDataset, checkOptionNames, columnPath } from "@cloudapi/core/internal";
import {
  compileRecordChecker,
  type Issue,
  type Problem,
  readCheckedRecords,
  type ValidRecord,
} from "@cloudapi/records";
import {
  type FlatRows,
  giveKernel,
  type Kernel,
  ObjectRows,
  RowBuffer,
  takeKernel,
  withPlace,
} from "@cloudapi/records/internal";
import { type Compression, readCompression } from "../parquet/compression.ts";
import { type FileEncoder, ROW_GROUP_ROWS } from "../parquet/file-encoder.ts";
import { parquetFiles } from "../parquet/parquet-files.ts";
import { concatBytes } from "./concat-bytes.ts";
import { type RefusedRows, type RowRejection, RowsError } from "./rows-error.ts";

const MAX_REJECTIONS = 100;

/** Options of {@link toParquet}. */
export interface ToParquetOptions {
  /** How pages are compressed; default `snappy`. `zstd` makes smaller files, and needs Node 22.15, 23.8 or later. */
  readonly compression?: Compression | undefined;
}

type Row = Pick<ValidRecord, "value" | "eventTimeMs">;
type Checked =
  | ({ readonly valid: true } & Row)
  | { readonly valid: false; readonly issues: readonly Issue[] };

/**
 * Rows as one Parquet file, in memory; the columns and their types are the dataset's.
 *
 * Each row is checked against the dataset: validated rows pass as they are, and so do records as parsed
 * from JSON that fit. Fields that the dataset does not know are left out. The rows are not partitioned; where the
 * dataset partitions by columns, whose values stand in the key and not in the file, they have to be of one partition, such
 * as `partitionByDate` gives. For partitions, for quarantine and for more rows than memory holds, use `transform`.
 *
 * Rows may come as an async iterable, or as the text or bytes of a file of JSON Lines, a JSON array or CSV, compressed or
 * not; the result is then a promise.
 *
 * @throws {RowsError} `INVALID_ROWS` when a row does not fit, or a file has a fault: its number, and every issue; nothing is written
 * @throws {SourceError} for bytes that can't be read: `SOURCE_GZIP_TRUNCATED`, `SOURCE_GZIP_CORRUPT`, `SOURCE_TRUNCATED`, `SOURCE_CORRUPT`, `SOURCE_UNSUPPORTED_ENCODING`, `SOURCE_UNSUPPORTED_FORMAT`
 * @throws {TypeError} for an option that can't be, when rows is none of these, or rows are of several partitions by columns
 *
 * @example
 * ```ts
 * import { apiLogs } from "@cloudapi/core";
 * import { toParquet } from "@cloudapi/transform";
 *
 * const bytes = toParquet(apiLogs, [{ timestamp: "2025-01-15T10:30:45Z", endpoint: "/api/users", status_code: 200 }]);
 * console.log(new TextDecoder().decode(bytes.subarray(0, 4))); // => "PAR1"
 * ```
 */
export function toParquet(
  dataset: Dataset,
  rows: Iterable<object>,
  options?: ToParquetOptions,
): Uint8Array;
export function toParquet(
  dataset: Dataset,
  rows: AsyncIterable<object> | string | Uint8Array,
  options?: ToParquetOptions,
): Promise<Uint8Array>;
export function toParquet(
  dataset: Dataset,
  rows: Iterable<object> | AsyncIterable<object> | string | Uint8Array,
  options: ToParquetOptions = {},
): Uint8Array | Promise<Uint8Array> {
  checkDataset("toParquet", dataset);
  checkOptionNames("toParquet", options, ["compression"]);
  const compression = readCompression("toParquet", options.compression);
  const isText = typeof rows === "string" || rows instanceof Uint8Array;
  const file = new ParquetFile(dataset, isText ? "transform" : "writeRows", compression);
  if (isText) return addText(dataset, rows, file);
  if (Symbol.asyncIterator in Object(rows)) return addLater(rows as AsyncIterable<object>, file);
  if (!(Symbol.iterator in Object(rows))) {
    throw new TypeError(
      "toParquet: rows must be an iterable of row objects, or the text or bytes of a file; for other sources use transform.",
    );
  }
  try {
    for (const row of rows as Iterable<object>) file.add(row);
    return file.finish();
  } finally {
    file.release();
  }
}

async function addLater(rows: AsyncIterable<object>, file: ParquetFile): Promise<Uint8Array> {
  try {
    for await (const row of rows) file.add(row);
    return file.finish();
  } finally {
    file.release();
  }
}

async function addText(
  dataset: Dataset,
  text: string | Uint8Array,
  file: ParquetFile,
): Promise<Uint8Array> {
  try {
    for await (const { records, problems } of readCheckedRecords(dataset, text)) {
      for (const record of records) file.addChecked(record);
      for (const problem of problems) file.addProblem(problem);
    }
    return file.finish();
  } finally {
    file.release();
  }
}

class ParquetFile {
  readonly #dataset: Dataset;
  readonly #instead: RefusedRows["instead"];
  readonly #checker: ReturnType<typeof compileRecordChecker>;
  readonly #kernel: Kernel | undefined = takeKernel();
  /** Rows that are not in the buffer yet. */
  readonly #objects: ObjectRows | undefined;
  readonly #buffer: RowBuffer;
  readonly #encoder: FileEncoder;
  readonly #pieces: Uint8Array[] = [];
  readonly #rejections: RowRejection[] = [];
  #rows = 0;
  #rejected = 0;
  /** What the columns that rows are partitioned by come to. */
  #path: string | undefined;

  constructor(dataset: Dataset, instead: RefusedRows["instead"], compression: Compression) {
    this.#dataset = dataset;
    this.#instead = instead;
    this.#checker = compileRecordChecker(dataset);
    this.#objects = ObjectRows.of(dataset, this.#kernel);
    this.#buffer = new RowBuffer(dataset, this.#kernel);
    this.#encoder = parquetFiles(compression, undefined, this.#kernel)(dataset);
  }

  add(record: object): void {
    if (this.#objects?.add(record) === true) {
      this.#rows++;
      if (this.#objects.isFull) this.#takeObjects();
      return;
    }
    this.#takeObjects();
    this.#check(record, ++this.#rows);
  }

  addChecked(record: Checked): void {
    this.#take(record, ++this.#rows);
  }

  #check(record: object, row: number): void {
    try {
      this.#take(this.#checker.check(record), row);
    } catch (error) {
      throw withPlace(error, this.#dataset.name, `, in row ${row}`);
    }
  }

  #take(record: Checked, row: number): void {
    if (!record.valid) this.#reject(row, record.issues);
    else if (this.#rejected === 0) this.#append(record, row);
  }

  /** What is wrong between the rows of a file counts as a fault of the row that comes next. */
  addProblem({ code, message }: Problem): void {
    this.#reject(this.#rows + 1, [{ code, path: [], message }]);
  }

  #reject(row: number, issues: readonly Issue[]): void {
    this.#rejected++;
    if (this.#rejections.length < MAX_REJECTIONS) this.#rejections.push({ row, issues });
  }

  finish(): Uint8Array {
    this.#takeObjects();
    if (this.#rejected > 0) {
      throw new RowsError({
        dataset: this.#dataset.name,
        rowsRejected: this.#rejected,
        rejections: this.#rejections,
        instead: this.#instead,
      });
    }
    this.#flush();
    this.#pieces.push(this.#encoder.finish());
    return concatBytes(this.#pieces);
  }

  /** Leave the memory to whoever comes next, also when a row has thrown: memory of kernels is freed late. */
  release(): void {
    giveKernel(this.#kernel);
  }

  /** Put the rows so far into the buffer, and check those that are left. */
  #takeObjects(): void {
    const objects = this.#objects;
    if (objects === undefined) return;
    const flat = objects.rows();
    const before = this.#rows - flat.size;
    let from = 0;
    for (const row of objects.left) {
      this.#putRows(flat, from, row);
      this.#check(objects.recordAt(row), before + row + 1);
      from = row + 1;
    }
    this.#putRows(flat, from, flat.size);
    objects.clear();
  }

  /** Put rows into the buffer; there are none of a file that won't be made. */
  #putRows(flat: FlatRows, from: number, to: number): void {
    if (this.#rejected > 0) return;
    for (let row = from; row < to; ) {
      const room = ROW_GROUP_ROWS - this.#buffer.rows;
      row = this.#buffer.appendFlat(flat, row, Math.min(to, row + room));
      if (this.#isGroupFull()) this.#flush();
    }
    this.#buffer.fill();
  }

  #isGroupFull(): boolean {
    return this.#buffer.rows === ROW_GROUP_ROWS || this.#buffer.isFull;
  }

  #append({ value, eventTimeMs }: Row, row: number): void {
    this.#checkColumns(value, row);
    this.#buffer.append(value, eventTimeMs);
    if (this.#isGroupFull()) this.#flush();
  }

  /** What stands in the key is not in the file: rows that differ in it would lose it. */
  #checkColumns(value: Row["value"], row: number): void {
    const { partition: rule } = this.#dataset;
    if (rule?.by === undefined) return;
    const path = columnPath(rule, value);
    this.#path ??= path;
    if (path === this.#path) return;
    const columns = rule.by.map(({ column }) => column).join(", ");
    throw new TypeError(
      `toParquet: row ${row} differs in ${columns} from those before it: the dataset "${this.#dataset.name}" keeps ${columns} in the key and not in the file. Write a file for each partition, by partitionByDate.`,
    );
  }

  #flush(): void {
    const { rows } = this.#buffer;
    this.#buffer.fill();
    if (rows > 0) this.#pieces.push(this.#encoder.encodeRowGroup(this.#buffer.columns(), rows));
    this.#buffer.clear();
  }
}
