import type { SqlAnswer } from "../engine/sql-engine.ts";

/** The states of a statement, in the order in which they come. */
export type StatementState = "SUBMITTED" | "PICKED" | "STARTED" | "FINISHED" | "FAILED" | "ABORTED";

/** One statement that was sent, or one of a batch. */
export interface PartRun {
  readonly id: string;
  readonly sql: string;
  state: StatementState;
  error: string | undefined;
  answer: SqlAnswer | undefined;
  updatedAt: number;
}

/** What was sent by one call. */
export interface StatementRun {
  readonly id: string;
  readonly name: string | undefined;
  readonly place: Readonly<Record<string, string>>;
  readonly isBatch: boolean;
  readonly parts: readonly PartRun[];
  readonly parameters: readonly { readonly name: string; readonly value: string }[];
  readonly createdAt: number;
  state: StatementState;
  error: string | undefined;
  updatedAt: number;
  /** Ends what runs; set while something does. */
  cancel: (() => Promise<void>) | undefined;
}

/** Whether a run has come to its end. */
export function hasEnded({ state }: Pick<StatementRun, "state">): boolean {
  return state === "FINISHED" || state === "FAILED" || state === "ABORTED";
}

/** A run as DescribeStatement tells it. */
export function describeRun(run: StatementRun): object {
  const last = run.parts.at(-1);
  return {
    Id: run.id,
    ...run.place,
    Status: run.state,
    CreatedAt: run.createdAt / 1000,
    UpdatedAt: run.updatedAt / 1000,
    Duration: hasEnded(run) ? Math.max(1, run.updatedAt - run.createdAt) * 1e6 : -1,
    ...(run.error === undefined ? {} : { Error: run.error }),
    HasResultSet: run.parts.some(hasResult),
    RedshiftPid: 1,
    RedshiftQueryId: run.isBatch ? 0 : -1,
    ResultRows: run.isBatch || last === undefined ? -1 : rowsOf(last),
    ResultSize: -1,
    QueryString: run.isBatch ? undefined : last?.sql,
    ...(run.parameters.length > 0 && { QueryParameters: run.parameters }),
    ...(run.isBatch && { SubStatements: run.parts.map((part) => describePart(part, run)) }),
  };
}

function describePart(part: PartRun, { createdAt }: StatementRun): object {
  return {
    Id: part.id,
    Status: part.state,
    QueryString: part.sql,
    CreatedAt: createdAt / 1000,
    UpdatedAt: part.updatedAt / 1000,
    Duration: hasEnded(part) ? 1e6 : -1,
    ...(part.error === undefined ? {} : { Error: part.error }),
    HasResultSet: hasResult(part),
    ResultRows: rowsOf(part),
    ResultSize: -1,
    RedshiftQueryId: -1,
  };
}

function hasResult({ answer }: PartRun): boolean {
  return answer !== undefined && answer.fields.length > 0;
}

function rowsOf({ answer }: PartRun): number {
  return answer?.count ?? -1;
}
