import { rejectedRows } from "@cloudapi/transform";
import * as z from "zod";
import type { Asking } from "../ask-engine.ts";
import type { QuarantineData } from "../dashboard-data.ts";
import type { DashboardTable } from "../dashboard-input.ts";
import type { DashboardQuestion } from "../question.ts";
import { rowsPage } from "../rows-page.ts";

const LIMIT = 50;
/** Of a row's text: beyond this it is cut. */
const MAX_CHARACTERS = 4_000;

const COLUMNS = [
  "dataset",
  "source",
  "line",
  "item",
  "byte_offset",
  "rejected_at",
  "run",
  "raw",
  "raw_truncated",
  "issues",
] as const;
/** By what rows of the same instant are told apart: where each was, and in which run. */
const ORDER = ["source", "line", "item", "run", "dataset", "byte_offset"];

const issues = z.array(
  z.object({
    code: z.string(),
    path: z.string(),
    message: z.string(),
    expected: z.string().nullish(),
    received: z.string().nullish(),
  }),
);
const row = z.object({
  dataset: z.string(),
  source: z.string(),
  line: z.coerce.number(),
  byte_offset: z.coerce.number().nullable(),
  rejected_at: z.string(),
  run: z.string(),
  raw: z.string(),
  raw_truncated: z.boolean(),
  issues: z.string(),
});

/** The newest rejected rows, or those behind a cursor, with their text and all that is wrong with them. */
export async function quarantineData(
  asking: Asking,
  table: DashboardTable,
  question: DashboardQuestion,
): Promise<QuarantineData> {
  const { rows, ...page } = await rowsPage(asking, question, {
    dataset: rejectedRows,
    table,
    columns: COLUMNS,
    order: ORDER,
    limit: LIMIT,
    select: (within) => {
      within.andEqual("dataset", question.dataset).andEqual("source", question.source);
      if (question.code !== undefined)
        within.and(`coalesce(element_at("issues", 1).code, 'unknown') = ?`, question.code);
    },
  });
  return { ...page, rows: rows.map((each) => quarantinedRow(row.parse(each))) };
}

function quarantinedRow(found: z.output<typeof row>): QuarantineData["rows"][number] {
  const { dataset, source, line, run, raw } = found;
  return {
    dataset,
    source,
    line,
    byteOffset: found.byte_offset,
    rejectedAt: found.rejected_at,
    run,
    raw: raw.slice(0, MAX_CHARACTERS),
    isCut: found.raw_truncated || raw.length > MAX_CHARACTERS,
    issues: issues.parse(JSON.parse(found.issues)).map((issue) => ({
      ...issue,
      expected: issue.expected ?? null,
      received: issue.received ?? null,
    })),
  };
}
