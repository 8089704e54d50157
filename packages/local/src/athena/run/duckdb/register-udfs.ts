import { TrinoError } from "@cloudapi/athena/internal/analysis";
import type { DuckDBConnection, DuckDBListValue, DuckDBType, DuckDBValue } from "@duckdb/node-api";
import { UDFS } from "../../functions/udf/registry.ts";
import type { Udf, UdfType, UdfValue } from "../../functions/udf/udf.ts";
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

function call(udf: Udf, args: readonly DuckDBValue[]): UdfValue | UdfList {
  const values = args.map((arg, i) => (udf.parameters[i] === "ANY" ? arg : plain(arg)));
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

type UdfList = readonly (string | bigint | null)[];

function plain(arg: DuckDBValue): DuckDBValue | Uint8Array | readonly DuckDBValue[] {
  return isBlob(arg) ? arg.bytes : isList(arg) ? arg.items : arg;
}

function isBlob(value: DuckDBValue): value is DuckDBValue & { bytes: Uint8Array } {
  return typeof value === "object" && value !== null && "bytes" in value;
}

function isList(value: DuckDBValue): value is DuckDBListValue {
  return typeof value === "object" && value !== null && "items" in value;
}

function toDuck(duckdb: DuckDb, value: UdfValue | UdfList): DuckDBValue {
  if (value instanceof Uint8Array) return duckdb.blobValue(value);
  if (typeof value === "object" && value !== null) return duckdb.listValue([...value]);
  return value;
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
    case "BIGINT[]":
      return duckdb.LIST(duckdb.BIGINT);
    case "ANY":
      return duckdb.ANY;
  }
}
