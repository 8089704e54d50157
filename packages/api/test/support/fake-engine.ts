import type {
  EngineRunOptions,
  EngineStatement,
  EngineValue,
  QueryEngine,
} from "../../src/index.ts";

/** An engine that answers as it is told, and keeps what it was asked. */
export interface FakeEngine extends QueryEngine {
  readonly asked: EngineStatement[];
  readonly signals: AbortSignal[];
}

type Rows = readonly Readonly<Record<string, EngineValue>>[];

/** An engine of these rows, or of a function that gives them. */
export function fakeEngine(
  rows: Rows | ((statement: EngineStatement, options: EngineRunOptions) => Promise<Rows>),
  tableVersion?: NonNullable<QueryEngine["tableVersion"]>,
): FakeEngine {
  const asked: EngineStatement[] = [];
  const signals: AbortSignal[] = [];
  return {
    asked,
    signals,
    run: async (statement, options) => {
      asked.push(statement);
      signals.push(options.signal);
      const found = typeof rows === "function" ? await rows(statement, options) : rows;
      return { columns: [], rows: found, scannedBytes: 1_000, engineMs: 5, queryExecutionId: "q" };
    },
    ...(tableVersion !== undefined && { tableVersion }),
  };
}
