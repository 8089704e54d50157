import type { Dataset } from "@cloudapi/core";
import type { DuckDb } from "../../../athena/test/duckdb.ts";
import type { EngineValue, QueryEngine } from "../../src/index.ts";

/** DuckDB as an engine: its values in the forms that the port has for them. */
export function duckDbEngine(db: DuckDb, dataset: Dataset): QueryEngine {
  return {
    run: async (statement) => {
      const rows = await db.rows(statement);
      return {
        columns: [],
        rows: rows.map((row) =>
          Object.fromEntries(
            Object.entries(row).map(([name, value]) => [name, engineValue(dataset, name, value)]),
          ),
        ),
        scannedBytes: rows.length,
        engineMs: 0,
      };
    },
  };
}

function engineValue({ columns }: Dataset, name: string, value: unknown): EngineValue {
  const type = columns.find((column) => column.name === name)?.type;
  if (type?.kind === "decimal" && typeof value === "number") return value.toFixed(type.scale);
  if (!(value instanceof Date)) return value as EngineValue;
  return type?.kind === "date" ? value.toISOString().slice(0, 10) : value.toISOString();
}
