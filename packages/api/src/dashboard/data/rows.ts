import { selectColumns } from "@cloudapi/athena";
import { apiLogs } from "@cloudapi/core";
import { quoteIdentifier } from "@cloudapi/core/sql";
import * as z from "zod";
import { type Asking, askEngine } from "../ask-engine.ts";
import type { RowsData } from "../dashboard-data.ts";
import type { RequestsTable } from "../dashboard-input.ts";
import type { DashboardQuestion } from "../question.ts";
import { tableSql, withinRange } from "../time-conditions.ts";

const LIMIT = 100;

const cell = z.union([z.string(), z.number(), z.bigint(), z.boolean(), z.null()]);

/** The newest requests behind the figures, with all columns; the event time comes first. */
export async function rowsData(
  asking: Asking,
  { dataset = apiLogs, ...place }: RequestsTable,
  question: DashboardQuestion,
): Promise<RowsData> {
  const time = dataset.eventTime ?? "";
  const others = dataset.columns.map(({ name }) => name).filter((name) => name !== time);
  const columns = [time, ...others];
  const within = withinRange(dataset, question).andEqual("endpoint", question.endpoint);
  if (question.onlyErrors) within.and(`"status_code" >= 400`);
  const { rows, cost } = await askEngine(asking, {
    sql: `SELECT ${selectColumns(dataset, { columns })} FROM ${tableSql(place)} ${within.sql}
ORDER BY ${quoteIdentifier(time)} DESC LIMIT ${LIMIT + 1}`,
    parameters: within.parameters,
    tables: [place],
    row: z.record(z.string(), cell),
    maxRows: LIMIT + 1,
  });
  return {
    from: question.from.toISOString(),
    to: question.to.toISOString(),
    columns,
    rows: rows
      .slice(0, LIMIT)
      .map((row) => columns.map((name) => cellText(row[name.toLowerCase()] ?? row[name]))),
    limit: LIMIT,
    isCut: rows.length > LIMIT,
    cost,
  };
}

function cellText(value: z.output<typeof cell> | undefined): string | null {
  return value == null ? null : String(value);
}
