import type { DuckDBConnection, DuckDBListValue, DuckDBType, DuckDBValue } from "@duckdb/node-api";
import { UDFS } from "../../functions/udf/registry.ts";
import type { Udf, UdfType, UdfValue } from "../../functions/udf/udf.ts";
import { TrinoError } from "../../types/trino-error.ts";
import type { DuckDb } from "./duck-db.ts";
import { encodeFailure } from "./duck-error.ts";

/** Make the JavaScript functions callable from DuckDB's SQL. */
export function registerUdfs(duckdb: DuckDb, connection: DuckDBConnection): void {
  for (const udf of UDFS) connection.registerScalarFunction(scalarFunction(duckdb, udf));
}

function scalarFunction(duckdb: DuckDb, udf: Udf) {
  return duckdb.DuckDBScalarFunction.create({
    name: udf.name,
    parameterTypes: udf.parameters.map((type) => duckTypeOf(duckdb, type)),
    returnType: duckTypeOf(duckdb, udf.returns),
    mainFunction(info, input, output) {
      try {
        const columns = udf.parameters.map((_, i) => input.getColumnVector(i));
        for (let row = 0; row < input.rowCount; row++) {
          const args = columns.map((column) => column.getItem(row));
          output.setItem(row, args.includes(null) ? null : toDuck(duckdb, call(udf, args)));
        }
        output.flush();
      } catch (error) {
        info.setError(encodeFailure(error));
      }
    },
  });
}

function call(udf: Udf, args: readonly DuckDBValue[]): UdfValue | readonly (string | null)[] {
  const values = args.map((arg) => (isBlob(arg) ? arg.bytes : isList(arg) ? arg.items : arg));
  try {
    return udf.run(...(values as never[]));
  } catch (error) {
    if (error instanceof TrinoError) throw error;
    throw new TrinoError(
      "GENERIC_INTERNAL_ERROR",
      `${udf.name}: ${error instanceof Error ? error.message : String(error)}`,
    );
  }
}

function isBlob(value: DuckDBValue): value is DuckDBValue & { bytes: Uint8Array } {
  return typeof value === "object" && value !== null && "bytes" in value;
}

function isList(value: DuckDBValue): value is DuckDBListValue {
  return typeof value === "object" && value !== null && "items" in value;
}

function toDuck(duckdb: DuckDb, value: UdfValue | readonly (string | null)[]): DuckDBValue {
  if (value instanceof Uint8Array) return duckdb.blobValue(value);
  if (Array.isArray(value)) return duckdb.listValue(value as (string | null)[]);
  return value as Exclude<UdfValue, Uint8Array>;
}

function duckTypeOf(duckdb: DuckDb, type: UdfType): DuckDBType {
  switch (type) {
    case "VARCHAR":
      return duckdb.VARCHAR;
    case "DOUBLE":
      return duckdb.DOUBLE;
    case "BIGINT":
      return duckdb.BIGINT;
    case "INTEGER":
      return duckdb.INTEGER;
    case "BOOLEAN":
      return duckdb.BOOLEAN;
    case "BLOB":
      return duckdb.BLOB;
    case "DOUBLE[]":
      return duckdb.LIST(duckdb.DOUBLE);
    case "VARCHAR[]":
      return duckdb.LIST(duckdb.VARCHAR);
  }
}
