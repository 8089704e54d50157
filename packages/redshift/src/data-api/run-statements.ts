import { randomUUID } from "node:crypto";
import {
  BatchExecuteStatementCommand,
  CancelStatementCommand,
  DescribeStatementCommand,
  type DescribeStatementCommandOutput,
  ExecuteStatementCommand,
  type RedshiftDataClient,
} from "@aws-sdk/client-redshift-data";
import { delayMs, sleep } from "@cloudapi/core/internal";
import { statementFailure } from "../errors/classify-failure.ts";
import { RedshiftError } from "../errors/redshift-error.ts";
import type { QueryInput } from "../warehouse/warehouse.ts";
import type { Connection } from "./connection.ts";
import { sendPatiently } from "./send-patiently.ts";

/** A database, and how patiently it is looked at. */
export interface DataApiTarget {
  readonly client: RedshiftDataClient;
  readonly connection: Connection;
  readonly maxDelayMs: number;
}

/** What is run. */
interface Statements {
  readonly statements: readonly string[];
  /** One statement by itself, in no transaction of ours. */
  readonly isSingle?: boolean;
  readonly parameters?: QueryInput["parameters"];
}

/** A run that has ended well. */
interface FinishedRun {
  readonly id: string;
  readonly hasResult: boolean;
  readonly statements: readonly { readonly id: string; readonly rows: number }[];
}

const FIRST_DELAY_MS = 50;

/**
 * Run statements, wait for their end, and cancel them on abort. A request that brings no answer is sent again under the same token, which Redshift
 * takes for the same.
 */
export async function runStatements(
  target: DataApiTarget,
  input: Statements,
  signal: AbortSignal | undefined,
): Promise<FinishedRun> {
  const id = await start(target, input, signal);
  try {
    return finished(id, await untilEnd(target, id, signal));
  } catch (error) {
    if (signal?.aborted === true) await cancel(target, id);
    throw error;
  }
}

async function start(
  { client, connection }: DataApiTarget,
  { statements, isSingle = false, parameters = {} }: Statements,
  signal: AbortSignal | undefined,
): Promise<string> {
  const named = Object.entries(parameters).map(([name, value]) => ({ name, value: String(value) }));
  const shared = {
    ...connection,
    ClientToken: randomUUID(),
    ...(named.length > 0 && { Parameters: named }),
  };
  const { Id } = await sendPatiently(signal, (options) =>
    isSingle
      ? client.send(new ExecuteStatementCommand({ ...shared, Sql: statements[0] }), options)
      : client.send(
          new BatchExecuteStatementCommand({ ...shared, Sqls: [...statements] }),
          options,
        ),
  );
  if (Id !== undefined) return Id;
  throw new RedshiftError("REQUEST_REFUSED", "The Data API gave no id for a statement.");
}

async function untilEnd(
  { client, maxDelayMs }: DataApiTarget,
  id: string,
  signal: AbortSignal | undefined,
): Promise<DescribeStatementCommandOutput> {
  const backOff = { initialDelayMs: FIRST_DELAY_MS, maxDelayMs, factor: 1.5 };
  for (let look = 0; ; look++) {
    await sleep(delayMs(look, backOff), signal);
    const command = new DescribeStatementCommand({ Id: id });
    const found = await sendPatiently(signal, (options) => client.send(command, options));
    if (ENDS.includes(found.Status ?? "")) return found;
  }
}

const ENDS = ["FINISHED", "FAILED", "ABORTED"];

function finished(id: string, found: DescribeStatementCommandOutput): FinishedRun {
  const { Status, Error: words = "", SubStatements = [] } = found;
  if (Status === "FINISHED") {
    const parts = SubStatements.map((each) => ({ id: each.Id ?? "", rows: each.ResultRows ?? 0 }));
    const own = [{ id, rows: found.ResultRows ?? 0 }];
    return {
      id,
      hasResult: found.HasResultSet === true,
      statements: (parts.length === 0 ? own : parts).map((part) => ({
        ...part,
        // A statement that is not about rows has -1.
        rows: Math.max(0, part.rows),
      })),
    };
  }
  if (Status === "ABORTED")
    throw new RedshiftError(
      "STATEMENT_CANCELLED",
      `Statement ${id} was cancelled. ${words}`.trim(),
      {
        statementId: id,
      },
    );
  const failed = SubStatements.find((each) => each.Status === "FAILED");
  throw statementFailure(words === "" ? (failed?.Error ?? "") : words, { statementId: id });
}

/** Whoever wants no more has the reason; that cancelling failed, too, would hide it. */
async function cancel({ client }: DataApiTarget, id: string): Promise<void> {
  await client.send(new CancelStatementCommand({ Id: id })).catch(() => undefined);
}
