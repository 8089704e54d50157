import type { DuckDBValue } from "@duckdb/node-api";

/** A value of DuckDB's by its shape; the module itself is loaded on first use, so its classes aren't asked. */
export type Shape =
  | { readonly kind: "null" }
  | { readonly kind: "list"; readonly items: readonly DuckDBValue[] }
  | { readonly kind: "map"; readonly entries: readonly Entry[] }
  | { readonly kind: "struct"; readonly fields: readonly DuckDBValue[] }
  | { readonly kind: "scalar"; readonly value: Scalar };

export interface Entry {
  readonly key: DuckDBValue;
  readonly value: DuckDBValue;
}

/** What scalars are compared by; bytes as hexadecimal digits. */
export type Scalar = number | bigint | boolean | string;

export function shapeOf(value: DuckDBValue): Shape {
  if (value === null) return { kind: "null" };
  if (typeof value !== "object") return { kind: "scalar", value };
  if ("items" in value) return { kind: "list", items: value.items };
  if ("entries" in value) {
    const { entries } = value;
    if (Array.isArray(entries)) return { kind: "map", entries: entries as readonly Entry[] };
    return structOf(entries as Readonly<Record<string, DuckDBValue>>);
  }
  return { kind: "scalar", value: scalarOf(value) };
}

/** An instant with a zone is held as a struct of both; only the instant counts. */
function structOf(fields: Readonly<Record<string, DuckDBValue>>): Shape {
  const { t, z } = fields;
  if (t !== undefined && z !== undefined) return shapeOf(t);
  return { kind: "struct", fields: Object.values(fields) };
}

function scalarOf(value: object): Scalar {
  if ("micros" in value) return value.micros as bigint;
  if ("days" in value) return value.days as number;
  if ("scale" in value && "value" in value) return value.value as bigint;
  if ("bytes" in value) return Buffer.from(value.bytes as Uint8Array).toString("hex");
  throw new TypeError(`no scalar: ${Object.keys(value).join(", ")}`);
}
