import { type Dataset, refuseNonDataset } from "@cloudapi/core";
import { compileRecordChecker, type ValidRecord } from "@cloudapi/core/records";
import { ArrayPool } from "../columns/array-pool.ts";
import { RowBuffer } from "../columns/row-buffer.ts";
import { type FileEncoder, ROW_GROUP_ROWS } from "../parquet/file-encoder.ts";
import { parquetFiles } from "../parquet/parquet-files.ts";
import { concatBytes } from "./concat-bytes.ts";
import { type RowRejection, RowsError } from "./rows-error.ts";

const MAX_REJECTIONS = 100;

/**
 * Rows as one Snappy Parquet file, in memory; the columns and their types are the dataset's.
 *
 * Each row is checked against the dataset: validated rows pass as they are, and so do records as parsed
 * from JSON that fit. Fields that the dataset does not know are left out. The rows are not partitioned;
 * for CSV and JSON text, for partitions and for more rows than memory holds, use `transform`.
 * Rows may come as an async iterable; the result is then a promise.
 *
 * @throws {RowsError} `INVALID_ROWS` when a row does not fit: its number, and every issue; nothing is written
 * @throws {TypeError} when rows is not an iterable of rows
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
export function toParquet(dataset: Dataset, rows: Iterable<object>): Uint8Array;
export function toParquet(dataset: Dataset, rows: AsyncIterable<object>): Promise<Uint8Array>;
export function toParquet(
  dataset: Dataset,
  rows: Iterable<object> | AsyncIterable<object>,
): Uint8Array | Promise<Uint8Array> {
  refuseNonDataset("toParquet", dataset);
  const file = new ParquetFile(dataset);
  if (Symbol.asyncIterator in Object(rows)) return addLater(rows as AsyncIterable<object>, file);
  if (
    typeof rows === "string" ||
    rows instanceof Uint8Array ||
    !(Symbol.iterator in Object(rows))
  ) {
    throw new TypeError(
      "toParquet: rows must be an iterable of row objects; for text or bytes use transform.",
    );
  }
  for (const row of rows as Iterable<object>) file.add(row);
  return file.finish();
}

async function addLater(rows: AsyncIterable<object>, file: ParquetFile): Promise<Uint8Array> {
  for await (const row of rows) file.add(row);
  return file.finish();
}

class ParquetFile {
  readonly #dataset: Dataset;
  readonly #check: ReturnType<typeof compileRecordChecker>["check"];
  readonly #buffer: RowBuffer;
  readonly #encoder: FileEncoder;
  readonly #pieces: Uint8Array[] = [];
  readonly #rejections: RowRejection[] = [];
  #rows = 0;
  #rejected = 0;

  constructor(dataset: Dataset) {
    this.#dataset = dataset;
    this.#check = compileRecordChecker(dataset).check;
    this.#buffer = new RowBuffer(dataset, new ArrayPool());
    this.#encoder = parquetFiles()(dataset);
  }

  add(record: object): void {
    this.#rows++;
    const result = this.#check(record);
    if (!result.valid) {
      this.#rejected++;
      if (this.#rejections.length < MAX_REJECTIONS)
        this.#rejections.push({ row: this.#rows, issues: result.issues });
    } else if (this.#rejected === 0) {
      this.#append(result);
    }
  }

  finish(): Uint8Array {
    if (this.#rejected > 0)
      throw new RowsError(this.#dataset.name, this.#rejected, this.#rejections);
    this.#flush();
    this.#pieces.push(this.#encoder.finish());
    return concatBytes(this.#pieces);
  }

  #append({ value, eventTimeMs }: ValidRecord): void {
    this.#buffer.append(value, eventTimeMs);
    if (this.#buffer.rows === ROW_GROUP_ROWS) this.#flush();
  }

  #flush(): void {
    const { rows } = this.#buffer;
    if (rows > 0) this.#pieces.push(this.#encoder.encodeRowGroup(this.#buffer.columns(), rows));
    this.#buffer.clear(true);
  }
}
