import { SourceError } from "@cloudapi/records";
import { checkRowFile } from "../read/check-row-file.ts";
import type { FileFormat, FileInput } from "../read/file-format.ts";
import type { CheckedBatch } from "../write/write-job.ts";
import { openRanges } from "./open-ranges.ts";
import { parquetRows } from "./parquet-rows.ts";

const NAME = "parquet";

/**
 * Parquet as input of `transform`: rows are read a row group at a time, and checked against the contract as others are.
 *
 * Timestamps (INT96 too) become RFC 3339, those without a zone without one; decimals are exact; lists, maps and structs are
 * read as such. Pages may be compressed with Snappy, gzip, Brotli or zstd. A file of `fileSource` is read where it is, and any other
 * source from a temporary file.
 *
 * @example
 * ```ts
 * import { apiLogs } from "@cloudapi/core";
 * import { memorySink, toParquet, transform } from "@cloudapi/transform";
 * import { parquetFormat } from "@cloudapi/transform/parquet";
 *
 * const rows = [{ timestamp: "2025-01-15T10:30:45Z", endpoint: "/api/users", status_code: 200 }];
 * const report = await transform(apiLogs, toParquet(apiLogs, rows), memorySink(), { format: parquetFormat() });
 * console.log(report.format, report.rowsWritten); // => parquet 1
 * ```
 */
export function parquetFormat(): FileFormat {
  return { name: NAME, read: readParquet };
}

async function* readParquet(file: FileInput): AsyncGenerator<CheckedBatch, void, undefined> {
  const ranges = await openRanges(file);
  const progress = { bytesRead: 0, rows: 0 };
  try {
    const rows = parquetRows(ranges, progress);
    yield* checkRowFile(file, { name: NAME, rows, progress });
    await ranges.checkUnchanged();
  } catch (error) {
    // What looks like damage may be another version.
    if (error instanceof SourceError) await ranges.checkUnchanged();
    throw error;
  } finally {
    await ranges.close();
  }
}
