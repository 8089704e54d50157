import { RedshiftError } from "../errors/redshift-error.ts";
import { readCell } from "../warehouse/read-cell.ts";
import type { Cell, ResultPage } from "../warehouse/warehouse.ts";
import type { PgAnswer } from "./pg-pool.ts";

/** Types by the numbers that Redshift and PostgreSQL have for them. */
const TYPES: Readonly<Record<number, string>> = {
  16: "bool",
  20: "int8",
  21: "int2",
  23: "int4",
  25: "varchar",
  114: "super",
  700: "float4",
  701: "float8",
  1042: "bpchar",
  1043: "varchar",
  1082: "date",
  1114: "timestamp",
  1184: "timestamptz",
  1700: "numeric",
  3802: "super",
  4000: "super",
};

/** Rows as the driver gives them, as values. */
export function pageOf({ fields, rows }: Pick<PgAnswer, "fields" | "rows">): ResultPage {
  const columns = fields.map(({ name, dataTypeID }) => ({
    name,
    type: TYPES[dataTypeID] ?? "varchar",
  }));
  const read = (text: string | null, i: number): Cell => {
    const { name = "", type = "varchar" } = columns[i] ?? {};
    const cell = text === null ? null : readCell(type, text);
    if (cell !== undefined) return cell;
    throw new RedshiftError(
      "UNREADABLE_RESULT",
      `Column ${name} has ${JSON.stringify(text)}, which is no ${type}.`,
    );
  };
  return { columns, rows: rows.map((row) => row.map(read)) };
}
