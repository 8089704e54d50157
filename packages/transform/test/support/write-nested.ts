import type { Dataset } from "@cloudapi/core";
import { RowBuffer } from "@cloudapi/records/internal";
import type { Compression } from "../../src/index.ts";
import { parquetFiles } from "../../src/parquet/parquet-files.ts";
import { concatBytes } from "../../src/rows/concat-bytes.ts";
import type { NestedCase } from "./nested-cases.ts";

/** The Parquet file of nested rows, in row groups of at most so many. */
export function writeNested(
  { columns, rows }: NestedCase,
  rowGroupRows = rows.length,
  compression: Compression = "snappy",
): Uint8Array {
  const rule = { eventTime: undefined, partition: undefined };
  const dataset = { name: "nested", contractHash: "0", columns, ...rule };
  const buffer = new RowBuffer(dataset);
  const file = parquetFiles(compression)(dataset as unknown as Dataset);
  const pieces: Uint8Array[] = [];
  for (const [i, row] of rows.entries()) {
    buffer.append(row, undefined);
    if (buffer.rows < rowGroupRows && i < rows.length - 1) continue;
    pieces.push(file.encodeRowGroup(buffer.columns(), buffer.rows));
    buffer.clear();
  }
  return concatBytes([...pieces, file.finish()]);
}
