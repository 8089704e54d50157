import { spawn } from "node:child_process";
import { join } from "node:path";
import { text } from "node:stream/consumers";
import type { DataType, StructField } from "@cloudapi/core";
import { inKeyOrder } from "../../../transform/test/support/nested-cases.ts";

/** A table to read, and filters to read it with, in PyIceberg's language. */
export interface ReadOrder {
  readonly metadata: string;
  readonly filters?: readonly string[];
}

/** What PyIceberg read of a table. */
export interface ReadTable {
  readonly error?: string;
  readonly warnings: readonly string[];
  readonly rows: readonly Record<string, unknown>[];
  /** The number of rows of each snapshot. */
  readonly snapshots: readonly number[];
  readonly spec: string;
  readonly partitions: readonly string[];
  readonly filters: readonly { readonly rows: number; readonly files: number }[];
}

/** Tables as PyIceberg reads them. */
export async function byPyIceberg(
  python: string,
  orders: readonly ReadOrder[],
): Promise<ReadTable[]> {
  const script = join(import.meta.dirname, "read-tables.py");
  const child = spawn(python, [script], { stdio: ["pipe", "pipe", "inherit"] });
  child.stdin.end(orders.map((order) => `${JSON.stringify(order)}\n`).join(""));
  const lines = (await text(child.stdout)).trimEnd().split("\n");
  return orders.map((_, i) => JSON.parse(lines[i] ?? '{"error":"no answer"}') as ReadTable);
}

/** A row of PyIceberg in the form that rows are compared in: timestamps as text, maps in the order of their keys. */
export function rowOf(
  columns: readonly StructField[],
  row: Readonly<Record<string, unknown>>,
): Record<string, unknown> {
  return Object.fromEntries(columns.map(({ name, type }) => [name, valueOf(type, row[name])]));
}

function valueOf(type: DataType, value: unknown): unknown {
  if (value === null || value === undefined) return null;
  switch (type.kind) {
    case "struct":
      return rowOf(type.fields, value as Record<string, unknown>);
    case "list":
      return (value as unknown[]).map((each) => valueOf(type.element, each));
    case "map":
      return inKeyOrder(
        (value as [string, unknown][]).map(([key, each]) => [key, valueOf(type.value, each)]),
      );
    case "timestamp":
      return new Date(value as number).toISOString();
    default:
      return value;
  }
}
