import { checkResults } from "@cloudapi/athena/checks";
import { rejectedRows } from "@cloudapi/transform";
import * as z from "zod";
import { type Asking, askEngine, sumOfCosts } from "../ask-engine.ts";
import type { CheckResult, QualityData } from "../dashboard-data.ts";
import type { DashboardTable, QualityTables } from "../dashboard-input.ts";
import type { DashboardQuestion } from "../question.ts";
import { bucketLength, bucketSql, bucketStart } from "../time-buckets.ts";
import { tableSql, withinRange } from "../time-conditions.ts";

const MAX_REASONS = 100;
const MAX_SOURCES = 100;
const MAX_CHECKS = 200;
const MAX_BUCKETS = 5_000;

/** A row is counted once, by its first issue. */
const CODE = `coalesce(element_at("issues", 1).code, 'unknown')`;
const PATH = `coalesce(element_at("issues", 1).path, '')`;

const count = z.coerce.number();

/** Rejected rows by reason and source, over time, and the last result of each check. */
export async function qualityData(
  asking: Asking,
  { rejected, checks }: QualityTables,
  question: DashboardQuestion,
): Promise<QualityData> {
  const bucketMs = bucketLength(question);
  const within = withinRange(rejectedRows, question).andEqual("dataset", question.dataset);
  const rest = `FROM ${tableSql(rejected)} ${within.sql}`;
  const { parameters } = within;
  const [overTime, byReason, bySource, verdicts] = await Promise.all([
    askEngine(asking, {
      sql: `SELECT ${bucketSql("rejected_at", bucketMs)} AS bucket, ${CODE} AS code, count(*) AS n ${rest} GROUP BY 1, 2 ORDER BY 1, 2`,
      parameters,
      tables: [rejected],
      row: z.object({ bucket: count, code: z.string(), n: count }),
      maxRows: MAX_BUCKETS,
    }),
    askEngine(asking, {
      sql: `SELECT ${CODE} AS code, ${PATH} AS path, count(*) AS n ${rest} GROUP BY 1, 2 ORDER BY n DESC, 1, 2 LIMIT ${MAX_REASONS}`,
      parameters,
      tables: [rejected],
      row: z.object({ code: z.string(), path: z.string(), n: count }),
      maxRows: MAX_REASONS,
    }),
    askEngine(asking, {
      sql: `SELECT "dataset", "source", count(*) AS n, max("rejected_at") AS last_at ${rest} GROUP BY 1, 2 ORDER BY n DESC, 1, 2 LIMIT ${MAX_SOURCES}`,
      parameters,
      tables: [rejected],
      row: z.object({ dataset: z.string(), source: z.string(), n: count, last_at: z.string() }),
      maxRows: MAX_SOURCES,
    }),
    checks === undefined ? undefined : lastVerdicts(asking, checks, question),
  ]);
  return {
    from: question.from.toISOString(),
    to: question.to.toISOString(),
    bucketMs,
    rejected: overTime.rows.reduce((sum, { n }) => sum + n, 0),
    overTime: overTime.rows.map(({ bucket, code, n }) => ({
      at: bucketStart(bucket, bucketMs),
      code,
      rows: n,
    })),
    byReason: byReason.rows.map(({ n, ...row }) => ({ ...row, rows: n })),
    bySource: bySource.rows.map(({ n, last_at, ...row }) => ({ ...row, rows: n, lastAt: last_at })),
    checks: verdicts?.checks ?? null,
    cost: sumOfCosts(
      ...[overTime, byReason, bySource, ...(verdicts ? [verdicts] : [])].map(({ cost }) => cost),
    ),
  };
}

const verdictRow = z.object({
  run_id: z.string(),
  checked_at: z.string(),
  dataset: z.string(),
  check: z.string(),
  column: z.string().nullable(),
  status: z.enum(["pass", "warn", "stop"]),
  observed: z.coerce.string().nullable(),
  threshold: z.coerce.string().nullable(),
  message: z.string().nullable(),
});

/** The newest result of each check that was run in the range; those that did not pass come first. */
async function lastVerdicts(asking: Asking, table: DashboardTable, question: DashboardQuestion) {
  const within = withinRange(checkResults, question).andEqual("dataset", question.dataset);
  const columns = Object.keys(verdictRow.shape)
    .map((name) => `"${name}"`)
    .join(", ");
  const { rows, cost } = await askEngine(asking, {
    sql: `SELECT ${columns} FROM (SELECT ${columns}, row_number() OVER
  (PARTITION BY "dataset", "check", "column" ORDER BY "checked_at" DESC) AS nth FROM ${tableSql(table)} ${within.sql})
WHERE nth = 1 ORDER BY CASE "status" WHEN 'stop' THEN 0 WHEN 'warn' THEN 1 ELSE 2 END, "dataset", "check", "column" LIMIT ${MAX_CHECKS}`,
    parameters: within.parameters,
    tables: [table],
    row: verdictRow,
    maxRows: MAX_CHECKS,
  });
  return { checks: rows.map(checkResult), cost };
}

function checkResult({ run_id, checked_at, ...row }: z.output<typeof verdictRow>): CheckResult {
  return { ...row, checkedAt: checked_at, runId: run_id };
}
