import { apiLogs, type Column } from "@cloudapi/core";
import { isLeafType } from "@cloudapi/core/internal";
import type { Asking } from "../ask-engine.ts";
import type { RowsData } from "../dashboard-data.ts";
import type { RequestsTable } from "../dashboard-input.ts";
import type { DashboardQuestion } from "../question.ts";
import { rowsPage } from "../rows-page.ts";

const LIMIT = 100;

/** The newest requests behind the figures, or those behind a cursor, with all columns; the event time comes first. */
export async function rowsData(
  asking: Asking,
  { dataset = apiLogs, ...table }: RequestsTable,
  question: DashboardQuestion,
): Promise<RowsData> {
  const time = dataset.eventTime ?? "";
  const others = dataset.columns.filter(({ name }) => name !== time);
  const columns = [time, ...others.map(({ name }) => name)];
  const { rows, ...page } = await rowsPage(asking, question, {
    dataset,
    table,
    columns,
    order: others.filter(hasOrder).map(({ name }) => name),
    limit: LIMIT,
    select: (within) => {
      within.andEqual("endpoint", question.endpoint);
      if (question.onlyErrors) within.and(`"status_code" >= 400`);
    },
  });
  return {
    ...page,
    columns,
    rows: rows.map((row) => columns.map((name) => cellText(row[name.toLowerCase()] ?? row[name]))),
  };
}

function hasOrder({ type }: Column): boolean {
  return isLeafType(type) && type.kind !== "json";
}

function cellText(value: unknown): string | null {
  return value == null ? null : String(value as string | number | bigint | boolean);
}
