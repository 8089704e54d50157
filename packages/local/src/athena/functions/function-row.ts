import type { SqlType } from "@cloudapi/athena/internal/analysis";

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

/** One call of a DuckDB aggregate; the compiler puts DISTINCT, ORDER BY, FILTER, OVER and the like around its arguments. */
export interface AggregateCall {
  readonly name: string;
  readonly args: readonly string[];
  /** Whether it is DISTINCT whatever the query says. */
  readonly distinct?: boolean;
  /** Whether it can IGNORE NULLS. */
  readonly nulls?: boolean;
}

/** An aggregate as one or more of DuckDB's, and what is made of their results. */
export interface AggregatePlan {
  readonly calls: readonly AggregateCall[];
  readonly result: (...results: string[]) => string;
}

export interface Overload<Sql = string | AggregatePlan> {
  /** `"varchar, bigint -> varchar"`; see {@link file://./signature.ts}. */
  readonly signature: string;
  readonly sql: (parts: CallParts) => Sql;
  /** The result's type, where the signature can't say it: a decimal's digits, a varchar's bound. */
  readonly result: ((parts: CallParts) => SqlType) | undefined;
}

interface Row<Kind, Sql> {
  readonly name: string;
  readonly kind: Kind;
  readonly fidelity: Fidelity;
  /** What is approximate about it. */
  readonly note: string | undefined;
  readonly overloads: readonly Overload<Sql>[];
  /** It can stop the query (bad arguments, overflow), so it must not run where SQL would skip it. */
  readonly fallible: boolean;
  readonly volatile: boolean;
}

export type ScalarFunction = Row<"scalar", string>;
export type AggregateFunction = Row<"aggregate" | "window", AggregatePlan>;

/** One row of the table of functions: what may be called, and how it reads in DuckDB. */
export type FunctionRow = ScalarFunction | AggregateFunction;

/** An overload's SQL from the arguments' SQL, or from all there is to know, with a result type of its own. */
export type OverloadSql<Sql = string> =
  | ((...args: string[]) => Sql)
  | {
      readonly parts: (parts: CallParts) => Sql;
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
): ScalarFunction {
  return row("scalar", name, overloads, options);
}

export function aggregate(
  name: string,
  overloads: Record<string, OverloadSql<AggregatePlan>>,
  options?: RowOptions,
): AggregateFunction {
  return row("aggregate", name, overloads, options);
}

export function windowed(
  name: string,
  overloads: Record<string, OverloadSql<AggregatePlan>>,
  options?: RowOptions,
): AggregateFunction {
  return row("window", name, overloads, options);
}

/** The plan of an aggregate that DuckDB has as it is. */
export function call(name: string, ...args: string[]): AggregatePlan {
  return { calls: [{ name, args }], result: (value) => value };
}

function row<Kind, Sql>(
  kind: Kind,
  name: string,
  overloads: Record<string, OverloadSql<Sql>>,
  options: RowOptions = {},
): Row<Kind, Sql> {
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
