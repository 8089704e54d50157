import { checkOptionNames } from "@cloudapi/core/internal";
import type {
  EngineColumn,
  EngineResult,
  EngineRunOptions,
  EngineStatement,
  EngineTable,
  EngineValue,
  QueryEngine,
} from "./query-engine.ts";
import { toRedshiftSql } from "./to-redshift-sql.ts";

/** The part of a `Warehouse` of `@cloudapi/redshift` that an engine asks: `dataApiWarehouse` and `pgWarehouse` have it. */
export interface RedshiftPages {
  pages(
    input: {
      readonly sql: string;
      readonly parameters?: Readonly<Record<string, string | number | bigint | boolean>>;
    },
    options?: { readonly signal?: AbortSignal },
  ): AsyncIterable<{
    readonly columns: readonly EngineColumn[];
    readonly rows: readonly (readonly EngineValue[])[];
  }>;
}

/** How the queries of an API are run. */
export interface RedshiftEngineInput {
  /** A text that changes whenever the table's rows may have, such as the number of loads in its ledger. */
  readonly tableVersion?: (table: EngineTable, signal: AbortSignal) => Promise<string | undefined>;
}

/**
 * A warehouse of Redshift as the engine of an API. A table's `database` is its schema in the warehouse. Percentiles are exact, and of one column in a request; nested columns come as their
 * JSON, and no bytes are counted: Redshift isn't paid by them. The dashboard's and the lake's own statistics, and custom queries in the words of
 * Athena, are for Athena.
 *
 * IAM: what `dataApiWarehouse` needs, and in the warehouse `SELECT` on the tables.
 *
 * @throws {TypeError} for what is not a warehouse
 *
 * @example
 * ```ts
 * import { redshiftEngine } from "@cloudapi/api";
 *
 * const warehouse = {
 *   async *pages() {
 *     yield { columns: [{ name: "n", type: "int4" }], rows: [[1]] };
 *   },
 * };
 * const { rows } = await redshiftEngine(warehouse).run(
 *   { sql: "SELECT 1 AS n", parameters: [] },
 *   { signal: AbortSignal.timeout(10_000), maxRows: 10 },
 * );
 * console.log(rows); // => [{ n: 1 }]
 * ```
 */
export function redshiftEngine(
  warehouse: RedshiftPages,
  input: RedshiftEngineInput = {},
): QueryEngine {
  if (typeof warehouse?.pages !== "function")
    throw new TypeError("redshiftEngine: pass a warehouse, such as dataApiWarehouse gives.");
  checkOptionNames("redshiftEngine", input, ["tableVersion"]);
  const { tableVersion } = input;
  return {
    hasPartitionColumns: false,
    run: (statement, options) => runOnRedshift(warehouse, statement, options),
    ...(tableVersion !== undefined && { tableVersion }),
  };
}

async function runOnRedshift(
  warehouse: RedshiftPages,
  statement: EngineStatement,
  { signal, maxRows }: EngineRunOptions,
): Promise<EngineResult> {
  const startedMs = performance.now();
  const { names, ...query } = toRedshiftSql(statement);
  const rows: Record<string, EngineValue>[] = [];
  let columns: readonly EngineColumn[] = [];
  // What has given all that was wanted is left to end by itself: a cursor that is left open costs its connection.
  for await (const page of warehouse.pages(query, { signal })) {
    const left = maxRows - rows.length;
    // Names are in lower case in Redshift, whatever the statement says.
    columns = page.columns.map((each) => ({ ...each, name: names.get(each.name) ?? each.name }));
    for (const row of page.rows.slice(0, left))
      rows.push(Object.fromEntries(columns.map((each, i) => [each.name, valueOf(each, row[i])])));
    if (page.rows.length > left) break;
  }
  return { columns, rows, scannedBytes: 0, engineMs: Math.round(performance.now() - startedMs) };
}

/** Timestamps to the millisecond, as all engines of the API give them. */
function valueOf({ type }: EngineColumn, value: EngineValue = null): EngineValue {
  const isWhole = type === "timestamp" && typeof value === "string" && WHOLE_SECONDS.test(value);
  return isWhole ? `${value.slice(0, -1)}.000Z` : value;
}

const WHOLE_SECONDS = /:\d\dZ$/;
