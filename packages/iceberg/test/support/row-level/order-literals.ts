import { quoteLiteral } from "@cloudapi/core/sql";
import type { OrderRow } from "./orders.ts";

/** How an engine writes the values of orders. */
interface Spelling {
  readonly text: (value: string) => string;
  readonly timestamp: (value: string) => string;
  readonly list: (values: readonly string[]) => string;
}

const TRINO: Spelling = {
  text: (value) => quoteLiteral(value),
  timestamp: (value) => `TIMESTAMP '${value}'`,
  list: (values) => `CAST(ARRAY[${values.join(", ")}] AS array(varchar))`,
};

const SPARK: Spelling = {
  text: (value) => `'${value.replaceAll("'", "\\'")}'`,
  timestamp: (value) => `TIMESTAMP_NTZ'${value}'`,
  list: (values) => `CAST(array(${values.join(", ")}) AS array<string>)`,
};

/** Rows as the values of an `INSERT`, in the order of the contract. */
export function valuesSql(rows: readonly OrderRow[], engine: "Trino" | "Spark"): string {
  const spelling = engine === "Trino" ? TRINO : SPARK;
  return rows.map((row) => `(${cellsOf(row, spelling).join(", ")})`).join(", ");
}

function cellsOf(row: OrderRow, { text, timestamp, list }: Spelling): string[] {
  const optional = <T>(value: T | null | undefined, sql: (value: T) => string) =>
    value === undefined || value === null ? "NULL" : sql(value);
  const time = (value: string) => timestamp(value.replace("T", " ").replace("Z", ""));
  return [
    String(row.id),
    optional(row.region, text),
    time(row.at),
    optional(row.changed, time),
    optional(row.op, text),
    optional(row.price, (value) => `CAST('${String(value)}' AS decimal(9, 2))`),
    optional(row.n, String),
    optional(row.tags, (values) => list(values.map(text))),
  ];
}
