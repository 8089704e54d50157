import type { S3Client } from "@aws-sdk/client-s3";
import { runCopy } from "../copy/run-copy.ts";
import { translate } from "../dialect/translate.ts";
import type { SqlAnswer, SqlEngine, SqlSession } from "../engine/sql-engine.ts";
import { hasEnded, type PartRun, type StatementRun } from "./statement-run.ts";
import { withParameters } from "./with-parameters.ts";

/** What statements run on. */
export interface RunContext {
  readonly engine: SqlEngine;
  readonly s3: S3Client;
  readonly now: () => number;
}

/** Source: Amazon Redshift Management Guide: the largest result. */
const MAX_RESULT_BYTES = 100 * 1024 * 1024;

/** Run what was sent: a batch in one transaction. Failures are told by the run's state. */
export async function runParts(run: StatementRun, context: RunContext): Promise<void> {
  const session = await context.engine.open();
  let isClean = false;
  try {
    if (hasEnded(run)) return;
    run.cancel = () => session.cancel();
    run.state = "STARTED";
    if (run.isBatch) await session.query("BEGIN ISOLATION LEVEL REPEATABLE READ");
    for (const part of run.parts) await runPart(part, { run, session, context });
    if (run.isBatch) await session.query("COMMIT");
    finish(run, "FINISHED", context.now());
    isClean = true;
  } catch (error) {
    if (run.isBatch) await session.query("ROLLBACK").catch(() => undefined);
    const words = error instanceof Error ? error.message : String(error);
    const at = run.parts.findIndex(({ state }) => state === "FAILED");
    run.error =
      run.isBatch && at >= 0 ? `Query #${at + 1} failed with ERROR: ${words}` : `ERROR: ${words}`;
    finish(run, "FAILED", context.now());
  } finally {
    run.cancel = undefined;
    await session.close(isClean);
  }
}

/** What was cancelled stays so, whatever became of the statement. */
function finish(run: StatementRun, state: "FINISHED" | "FAILED", now: number): void {
  run.updatedAt = now;
  const end = run.state === "ABORTED" ? "ABORTED" : state;
  run.state = end;
  for (const part of run.parts) if (!hasEnded(part)) part.state = "ABORTED";
}

async function runPart(
  part: PartRun,
  { run, session, context }: { run: StatementRun; session: SqlSession; context: RunContext },
): Promise<void> {
  if (run.state === "ABORTED") throw new Error("the query was cancelled on user's request");
  part.state = "STARTED";
  try {
    const sql = withParameters(part.sql, run.parameters);
    part.answer = checkSize(await answerOf(sql, session, context));
    part.state = "FINISHED";
  } catch (error) {
    part.state = "FAILED";
    part.error = `ERROR: ${error instanceof Error ? error.message : String(error)}`;
    throw error;
  } finally {
    part.updatedAt = context.now();
  }
}

async function answerOf(sql: string, session: SqlSession, { s3 }: RunContext): Promise<SqlAnswer> {
  const translated = translate(sql);
  if (translated.kind === "sql") return session.query(translated.sql);
  return { fields: [], rows: [], count: await runCopy(translated.copy, session, s3) };
}

function checkSize(answer: SqlAnswer): SqlAnswer {
  let bytes = 0;
  for (const row of answer.rows) for (const cell of row) bytes += cell?.length ?? 0;
  if (bytes > MAX_RESULT_BYTES)
    throw new Error("Query result exceeded the limit of 100 MB; narrow the query or UNLOAD it");
  return answer;
}
