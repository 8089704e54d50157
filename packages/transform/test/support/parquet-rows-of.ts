import { apiLogs } from "@cloudapi/core";
import { openRanges } from "../../src/parquet-source/open-ranges.ts";
import { parquetRows } from "../../src/parquet-source/parquet-rows.ts";

/** The rows of a Parquet file as a record has them, and why there are no more. */
export async function parquetRowsOf(
  source: Uint8Array,
): Promise<{ rows: object[]; failure?: unknown }> {
  const input = { dataset: apiLogs as never, localPath: undefined, signal: undefined };
  const ranges = await openRanges({ ...input, source });
  const rows: object[] = [];
  try {
    for await (const batch of parquetRows(ranges, { bytesRead: 0, rows: 0 })) rows.push(...batch);
  } catch (failure) {
    return { rows, failure };
  }
  return { rows };
}
