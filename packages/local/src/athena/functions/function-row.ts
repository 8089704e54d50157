import type { SqlType } from "../types/types.ts";

/** How near the embedded engine comes to Athena. */
export type Fidelity = "exact" | "approximate";

/** What a function's SQL is made of: the arguments, already widened to the parameters' types. */
export interface CallParts {
  readonly args: readonly string[];
  /** The arguments' types before widening. */
  readonly types: readonly SqlType[];
  /** The types the signature's names stand for. */
  readonly bound: ReadonlyMap<string, SqlType>;
}

export interface Overload {
  /** `"varchar, bigint -> varchar"`; see {@link file://./signature.ts}. */
  readonly signature: string;
  readonly sql: (parts: CallParts) => string;
  /** The result's type, where the signature can't say it: a decimal's digits, a varchar's bound. */
  readonly result: ((parts: CallParts) => SqlType) | undefined;
}

/** One row of the table of functions: what may be called, and how it reads in DuckDB. */
export interface FunctionRow {
  readonly name: string;
  readonly kind: "scalar" | "aggregate" | "window";
  readonly fidelity: Fidelity;
  /** What is approximate about it. */
  readonly note: string | undefined;
  readonly overloads: readonly Overload[];
  /** It can stop the query (bad arguments, overflow), so it must not run where SQL would skip it. */
  readonly fallible: boolean;
  readonly volatile: boolean;
}

type Sql = (...args: string[]) => string;

/** An overload's SQL from the arguments' SQL, or from all there is to know, with a result type of its own. */
export type OverloadSql =
  | Sql
  | {
      readonly parts: (parts: CallParts) => string;
      readonly result?: (parts: CallParts) => SqlType;
    };

interface RowOptions {
  readonly fidelity?: Fidelity;
  readonly note?: string;
  readonly fallible?: boolean;
  readonly volatile?: boolean;
}

/** A scalar function; each overload is a signature and its DuckDB SQL from the arguments' SQL. */
export function scalar(
  name: string,
  overloads: Record<string, OverloadSql>,
  options?: RowOptions,
): FunctionRow {
  return row("scalar", name, overloads, options);
}

export function aggregate(
  name: string,
  overloads: Record<string, OverloadSql>,
  options?: RowOptions,
): FunctionRow {
  return row("aggregate", name, overloads, options);
}

export function windowed(
  name: string,
  overloads: Record<string, OverloadSql>,
  options?: RowOptions,
): FunctionRow {
  return row("window", name, overloads, options);
}

function row(
  kind: FunctionRow["kind"],
  name: string,
  overloads: Record<string, OverloadSql>,
  options: RowOptions = {},
): FunctionRow {
  return {
    name,
    kind,
    fidelity: options.fidelity ?? "exact",
    note: options.note,
    fallible: options.fallible ?? false,
    volatile: options.volatile ?? false,
    overloads: Object.entries(overloads).map(([signature, sql]) => ({
      signature,
      sql: typeof sql === "function" ? ({ args }) => sql(...args) : sql.parts,
      result: typeof sql === "function" ? undefined : sql.result,
    })),
  };
}
