import type { FileMetrics, IcebergField, IcebergValue } from "@cloudapi/iceberg";
import {
  bytesOfValue,
  lowerText,
  type PrimitiveType,
  parsePrimitive,
  upperText,
} from "@cloudapi/iceberg/internal";
import type { DuckDBConnection, DuckDBValue } from "@duckdb/node-api";
import { duckString } from "../../../types/duck.ts";

/** A column at the top, of a type without others inside. */
interface Leaf {
  readonly id: number;
  readonly name: string;
  readonly place: string;
  readonly type: PrimitiveType;
}

/** What a manifest says of a file: counts and bounds of the columns that have no others inside. */
export async function fileMetrics(
  { sql, path }: { readonly sql: string; readonly path: string },
  fields: readonly IcebergField[],
  connection: DuckDBConnection,
): Promise<FileMetrics> {
  const leaves = leavesOf(fields);
  const items = leaves.flatMap(({ place, type }) => aggregatesOf(place, type));
  const found = await connection.runAndReadAll(
    `SELECT ${["count(*)", ...items].join(", ")} FROM (${sql})`,
  );
  const [row = []] = found.getRows();
  const rows = Number(row[0]);
  const maps = {
    columnSizes: await columnSizes(path, leaves, connection),
    valueCounts: new Map<number, number>(),
    nullCounts: new Map<number, number>(),
    nanCounts: new Map<number, number>(),
    lowerBounds: new Map<number, Uint8Array>(),
    upperBounds: new Map<number, Uint8Array>(),
  };
  for (const [i, { id, type }] of leaves.entries()) {
    const [nulls, nans, min = null, max = null] = row.slice(1 + i * PER_LEAF);
    maps.valueCounts.set(id, rows);
    maps.nullCounts.set(id, Number(nulls));
    if (isFloating(type)) maps.nanCounts.set(id, Number(nans));
    const lower = boundOf(type, min, "lower");
    const upper = boundOf(type, max, "upper");
    if (lower !== undefined) maps.lowerBounds.set(id, lower);
    if (upper !== undefined) maps.upperBounds.set(id, upper);
  }
  return { rows, ...maps };
}

const PER_LEAF = 4;

function leavesOf(fields: readonly IcebergField[]): Leaf[] {
  return fields.flatMap(({ id, name, type }, i) => {
    const primitive = typeof type === "string" ? parsePrimitive(type) : undefined;
    return primitive === undefined ? [] : [{ id, name, place: `c${i}`, type: primitive }];
  });
}

function isFloating({ kind }: PrimitiveType): boolean {
  return kind === "float" || kind === "double";
}

/** Nulls, values that are no number, the least and the greatest; of bytes there are no bounds. */
function aggregatesOf(place: string, type: PrimitiveType): string[] {
  const nulls = `count(*) - count(${place})`;
  if (type.kind === "binary") return [nulls, "0", "NULL", "NULL"];
  const value = type.kind === "timestamptz" ? `(${place}).t` : place;
  if (!isFloating(type)) return [nulls, "0", `min(${value})`, `max(${value})`];
  const number = `FILTER (WHERE NOT isnan(${place}))`;
  return [
    nulls,
    `count(*) FILTER (WHERE isnan(${place}))`,
    `min(${place}) ${number}`,
    `max(${place}) ${number}`,
  ];
}

function boundOf(
  type: PrimitiveType,
  value: DuckDBValue,
  side: "lower" | "upper",
): Uint8Array | undefined {
  if (value === null) return undefined;
  if (type.kind === "string") {
    const text = side === "lower" ? lowerText(String(value)) : upperText(String(value));
    return text === undefined ? undefined : bytesOfValue(type, text);
  }
  return bytesOfValue(type, valueOf(type, value, side));
}

function valueOf(type: PrimitiveType, value: DuckDBValue, side: "lower" | "upper"): IcebergValue {
  switch (type.kind) {
    case "date":
      return (value as unknown as { days: number }).days;
    case "timestamp":
    case "timestamptz":
      return (value as unknown as { micros: bigint }).micros;
    case "decimal":
      return (value as unknown as { value: bigint }).value;
    case "long":
      return BigInt(value as bigint);
    case "float":
    case "double":
      // Of two zeros the negative one is less, and DuckDB takes them for one.
      return value === 0 ? (side === "lower" ? -0 : 0) : (value as number);
    default:
      return value as IcebergValue;
  }
}

async function columnSizes(
  path: string,
  leaves: readonly Leaf[],
  connection: DuckDBConnection,
): Promise<Map<number, number>> {
  const found = await connection.runAndReadAll(
    `SELECT path_in_schema, sum(total_compressed_size) FROM parquet_metadata(${duckString(path)}) GROUP BY 1`,
  );
  const sizes = new Map(found.getRows().map(([name, size]) => [String(name), Number(size)]));
  return new Map(
    leaves.flatMap(({ id, name }) => {
      const size = sizes.get(name);
      return size === undefined ? [] : [[id, size] as const];
    }),
  );
}
