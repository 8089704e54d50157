/** A value of a JavaScript function that DuckDB calls. */
export type UdfValue = string | number | bigint | boolean | Uint8Array | null;

export type UdfType =
  | "VARCHAR"
  | "DOUBLE"
  | "BIGINT"
  | "INTEGER"
  | "BOOLEAN"
  | "BLOB"
  | "DOUBLE[]"
  | "VARCHAR[]"
  | "BIGINT[]"
  // Values of any type, as DuckDB's client holds them.
  | "ANY";

/** A function in JavaScript, for what DuckDB says differently from Trino; never called with null. */
export interface Udf {
  readonly name: string;
  readonly parameters: readonly UdfType[];
  readonly returns: UdfType;
  readonly run: (...args: never[]) => UdfValue | readonly (string | bigint | null)[];
}

export function udf<A extends readonly unknown[]>(
  name: string,
  parameters: readonly UdfType[],
  returns: UdfType,
  run: (...args: A) => UdfValue | readonly (string | bigint | null)[],
): Udf {
  return { name, parameters, returns, run: run as unknown as Udf["run"] };
}
