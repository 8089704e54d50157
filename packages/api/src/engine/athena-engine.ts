import type { AthenaClient } from "@aws-sdk/client-athena";
import {
  getResults,
  type PollOptions,
  type QueryRun,
  type RunQueryInput,
  runQuery,
} from "@cloudapi/athena";
import { checkOptionNames } from "@cloudapi/core/internal";
import { pollPace } from "./poll-pace.ts";
import type {
  EngineColumn,
  EngineResult,
  EngineRunOptions,
  EngineStatement,
  EngineTable,
  EngineValue,
  QueryEngine,
} from "./query-engine.ts";

/** Where and how the queries of an API are run. */
export interface AthenaEngineInput
  extends Pick<
    RunQueryInput,
    "database" | "catalog" | "workGroup" | "outputLocation" | "reuseResultsMaxAgeMinutes"
  > {
  /** A text that changes whenever the table's rows may have, such as the snapshot of an Iceberg table. */
  readonly tableVersion?: (table: EngineTable, signal: AbortSignal) => Promise<string | undefined>;
  /** Default: as often as the last queries were short. */
  readonly poll?: PollOptions;
  /** What the catalog knows of tables, such as `glueTables` of `@cloudapi/api/glue`; instead of `tableVersion`. */
  readonly describe?: NonNullable<QueryEngine["describe"]>;
}

const OPTIONS: readonly (keyof AthenaEngineInput)[] = [
  "database",
  "catalog",
  "workGroup",
  "outputLocation",
  "reuseResultsMaxAgeMinutes",
  "tableVersion",
  "describe",
  "poll",
];

/**
 * Athena, or the embedded cloud by its endpoint, as the engine of an API.
 *
 * IAM: what `runQuery` and `getResults` of `@cloudapi/athena` need.
 *
 * @example
 * ```ts
 * import { AthenaClient } from "@aws-sdk/client-athena";
 * import { athenaEngine } from "@cloudapi/api";
 *
 * const athena = new AthenaClient();
 * const engine = athenaEngine(athena, {
 *   database: "default",
 *   outputLocation: "s3://cloudapi-logs-processed/athena-results/",
 * });
 * const { rows } = await engine.run(
 *   { sql: "SELECT 1 AS n", parameters: [] },
 *   { signal: AbortSignal.timeout(10_000), maxRows: 10 },
 * );
 * console.log(rows); // => [{ n: 1 }]
 * athena.destroy();
 * ```
 */
export function athenaEngine(athena: AthenaClient, input: AthenaEngineInput = {}): QueryEngine {
  checkOptionNames("athenaEngine", input, OPTIONS);
  const { tableVersion, describe, poll, ...place } = input;
  const pace = pollPace();
  const { catalog = null, database = null } = place;
  return {
    place: JSON.stringify([catalog, database]),
    run: async (statement, options) => {
      const result = await runOnAthena(athena, {
        statement,
        place,
        poll: poll ?? pace.options(),
        options,
      });
      pace.took(result.engineMs);
      return result;
    },
    ...(tableVersion !== undefined && { tableVersion }),
    ...(describe !== undefined && {
      // The table that a query reads, not one of this name in the catalog's own default database.
      describe: (table: EngineTable, signal: AbortSignal) =>
        describe({ ...table, database: table.database ?? place.database }, signal),
    }),
  };
}

interface AthenaRun {
  readonly statement: EngineStatement;
  readonly place: Omit<RunQueryInput, "sql">;
  readonly poll: PollOptions;
  readonly options: EngineRunOptions;
}

async function runOnAthena(
  athena: AthenaClient,
  { statement, place, poll, options }: AthenaRun,
): Promise<EngineResult> {
  const { signal, maxRows, maxScannedBytes } = options;
  const run = await runQuery(
    athena,
    {
      ...statement,
      ...place,
      ...(maxScannedBytes !== undefined && { maxBytesScanned: maxScannedBytes }),
    },
    { signal, poll },
  );
  const { queryExecutionId } = run;
  const rows: Record<string, EngineValue>[] = [];
  let columns: readonly EngineColumn[] = [];
  const reading = {
    signal,
    // The first row of a result is its header.
    pageSize: Math.min(1_000, maxRows + 1),
    onColumns: (found: readonly EngineColumn[]) => {
      columns = found;
    },
  };
  for await (const row of getResults(athena, { queryExecutionId }, reading)) {
    rows.push(row);
    if (rows.length >= maxRows) break;
  }
  return { columns, rows, ...costOf(run) };
}

function costOf({ queryExecutionId, statistics }: QueryRun) {
  return {
    queryExecutionId,
    scannedBytes: statistics.bytesScanned,
    engineMs: statistics.totalExecutionTimeMs ?? statistics.engineExecutionTimeMs ?? 0,
  };
}
