import type { DataType, StructField } from "@cloudapi/core";
import { parquetReadObjects } from "hyparquet";
import { canonicalRow, inKeyOrder, type NestedCase } from "./nested-cases.ts";
import { COMPRESSORS } from "./unzstd.ts";

/** A file's rows by hyparquet in canonical form, but for decimals, which it reads as doubles. */
export async function readNested(
  { columns }: Pick<NestedCase, "columns">,
  bytes: Uint8Array,
): Promise<Record<string, unknown>[]> {
  const rows = await parquetReadObjects({ file: bytes.slice().buffer, compressors: COMPRESSORS });
  return rows.map((row) => hyparquetRow(columns, row));
}

/** A row of hyparquet's in canonical form, but for decimals. */
export function hyparquetRow(
  columns: readonly StructField[],
  row: Readonly<Record<string, unknown>>,
): Record<string, unknown> {
  return Object.fromEntries(
    columns.map(({ name, type }) => [name, fromHyparquet(type, row[name])]),
  );
}

function fromHyparquet(type: DataType, value: unknown): unknown {
  if (value === null || value === undefined) return null;
  switch (type.kind) {
    case "struct":
      return hyparquetRow(type.fields, value as Record<string, unknown>);
    case "list":
      return (value as unknown[]).map((element) => fromHyparquet(type.element, element));
    case "map":
      return inKeyOrder(
        Object.entries(value).map(
          ([key, each]: [string, unknown]) => [key, fromHyparquet(type.value, each)] as const,
        ),
      );
    case "int64":
      return String(value as bigint);
    case "date":
      return (value as Date).toISOString().slice(0, 10);
    case "timestamp":
      return (value as Date).toISOString();
    default:
      return value;
  }
}

/** What {@link readNested} gives of rows that were written. */
export function asReadByHyparquet({ columns, rows }: NestedCase): unknown[] {
  return decimalsAsDoubles({ columns, rows: rows.map((row) => canonicalRow(columns, row)) });
}

/** Canonical rows with decimals as hyparquet computes them. */
export function decimalsAsDoubles({ columns, rows }: NestedCase): unknown[] {
  return rows.map((row) => withoutDigits({ kind: "struct", fields: columns }, row));
}

/** A canonical value with decimals as hyparquet computes them. */
function withoutDigits(type: DataType, value: unknown): unknown {
  if (value === null) return null;
  switch (type.kind) {
    case "struct":
      return Object.fromEntries(
        type.fields.map((field) => [
          field.name,
          withoutDigits(field.type, (value as Record<string, unknown>)[field.name]),
        ]),
      );
    case "list":
      return (value as unknown[]).map((element) => withoutDigits(type.element, element));
    case "map":
      return (value as [string, unknown][]).map(([key, each]) => [
        key,
        withoutDigits(type.value, each),
      ]);
    case "decimal":
      return Number((value as string).replace(".", "")) * 10 ** -type.scale;
    default:
      return value;
  }
}
