import type { Dataset, DataType } from "@cloudapi/core";
import { parquetReadObjects } from "hyparquet";
import { COMPRESSORS } from "./unzstd.ts";

/**
 * The rows of a Parquet file by hyparquet, as the contract's in-memory values. Decimals are left out: hyparquet
 * reads them as doubles.
 */
export async function readParquet(
  dataset: Dataset,
  bytes: Uint8Array,
): Promise<Record<string, unknown>[]> {
  const file = bytes.slice().buffer;
  const columns = dataset.columns.filter(({ type }) => type.kind !== "decimal");
  const rows = await parquetReadObjects({
    file,
    columns: columns.map(({ name }) => name),
    compressors: COMPRESSORS,
  });
  return rows.map((row) =>
    Object.fromEntries(columns.map(({ name, type }) => [name, inMemory(type, row[name])])),
  );
}

function inMemory({ kind }: DataType, value: unknown): unknown {
  if (value === undefined) return null;
  if (!(value instanceof Date)) return value;
  return kind === "date" ? value.toISOString().slice(0, 10) : value.toISOString();
}
