import { quoteColumn, quoteTable } from "@cloudapi/athena/internal";
import type { Column, Dataset } from "@cloudapi/core";
import { quoteLiteral } from "@cloudapi/core/sql";
import * as z from "zod";
import type { EngineTable } from "../engine/query-engine.ts";
import type { Exchange } from "../operation/exchange.ts";
import type { Operation } from "../operation/operation.ts";
import type { Parameter } from "../operation/parameter.ts";
import { bindValues } from "../select/bind-values.ts";
import { dateSchema } from "../values/parameter-form.ts";
import { toJson } from "../values/to-json.ts";

/** A table that is counted. */
export interface CountedTable extends EngineTable {
  readonly name: string;
  readonly source: string;
  readonly dataset: Dataset;
}

const MAX_DAYS = 1_000;

const SOURCE: Parameter = {
  name: "source",
  in: "query",
  description: "The tables of one source.",
  schema: z.enum(["ms1", "ms2", "ms3"], { error: "expected ms1, ms2 or ms3" }),
};

/** Rows of each table, and the time that they are of. */
export function statisticsOperation(
  tables: readonly CountedTable[],
  { id, path }: { readonly id: string; readonly path: string },
): Operation {
  return {
    id,
    method: "GET",
    path,
    summary: "Rows of each table, and the time that they are of",
    description:
      "The time is the event time of a table's contract, or its first date or timestamp.",
    tag: "lake",
    parameters: [SOURCE],
    answers: {
      200: {
        description: "The tables.",
        schema: STATISTICS,
        example: {
          tables: [
            {
              table: "ms1_orders",
              source: "ms1",
              rows: 2,
              first: "2025-01-10T09:12:00.000Z",
              last: "2025-01-11T18:40:30.250Z",
            },
          ],
          rows: 2,
        },
      },
    },
    handle: async ({ parameters, ask }) => ({
      json: await statistics(ofSource(tables, parameters["source"]), ask),
    }),
  };
}

const STATISTICS = z.object({
  tables: z.array(
    z.object({
      table: z.string(),
      source: z.string(),
      rows: z.int().min(0),
      first: z.iso.datetime().nullable().meta({ description: "The earliest time that a row has." }),
      last: z.iso.datetime().nullable(),
    }),
  ),
  rows: z.int().min(0).meta({ description: "Of all of them." }),
});

async function statistics(tables: readonly CountedTable[], ask: Exchange["ask"]) {
  const sql = tables.map((each) => {
    const time = timeSql(each.dataset);
    const [first, last] =
      time === undefined ? [NO_TIME, NO_TIME] : [`min(${time})`, `max(${time})`];
    return `SELECT ${quoteLiteral(each.name)} AS "name", count(*) AS "rows", ${first} AS "first", ${last} AS "last" FROM ${quoteTable(each.table, each.database)}`;
  });
  const { rows } = await ask({
    sql: sql.join(" UNION ALL "),
    parameters: [],
    tables,
    maxRows: tables.length,
  });
  const found = tables.map(({ name, table, source }) => {
    const row = rows.find((each) => each["name"] === name) ?? {};
    const time = (value: unknown) => toJson(value, { kind: "timestamp" });
    return {
      table,
      source,
      rows: Number(row["rows"] ?? 0),
      first: time(row["first"]),
      last: time(row["last"]),
    };
  });
  return { tables: found, rows: found.reduce((sum, each) => sum + each.rows, 0) };
}

const NO_TIME = "CAST(NULL AS timestamp)";

/** Rows of each table and day, by date and source. */
export function historyOperation(
  tables: readonly CountedTable[],
  { id, path }: { readonly id: string; readonly path: string },
): Operation {
  return {
    id,
    method: "GET",
    path,
    summary: "Rows of each table and day",
    description:
      "Of the tables that have a time: the event time of their contract, or its first date or timestamp.",
    tag: "lake",
    parameters: [
      SOURCE,
      { name: "from", in: "query", description: "The first day, in UTC.", schema: dateSchema },
      { name: "to", in: "query", description: "The last day, in UTC.", schema: dateSchema },
    ],
    answers: {
      200: {
        description: "Days, the latest first.",
        schema: HISTORY,
        example: {
          days: [{ day: "2025-01-10", table: "ms1_orders", source: "ms1", rows: 2 }],
          isComplete: true,
        },
      },
    },
    handle: async ({ parameters, ask }) => ({
      json: await history(ofSource(tables, parameters["source"]), parameters, ask),
    }),
  };
}

const HISTORY = z.object({
  days: z.array(
    z.object({ day: z.iso.date(), table: z.string(), source: z.string(), rows: z.int().min(1) }),
  ),
  isComplete: z.boolean().meta({ description: `False when there are more than ${MAX_DAYS}.` }),
});

async function history(
  all: readonly CountedTable[],
  { from, to }: Readonly<Record<string, unknown>>,
  ask: Exchange["ask"],
) {
  const tables = all.filter(({ dataset }) => timeSql(dataset) !== undefined);
  if (tables.length === 0) return { days: [], isComplete: true };
  const { bind, parameters } = bindValues();
  const selects = tables.map(({ name, table, database, dataset }) => {
    const day = `CAST(${timeSql(dataset) ?? ""} AS date)`;
    const conditions = [
      `${timeSql(dataset) ?? ""} IS NOT NULL`,
      ...(from === undefined ? [] : [`${day} >= ${bind({ type: "date", value: from as string })}`]),
      ...(to === undefined ? [] : [`${day} <= ${bind({ type: "date", value: to as string })}`]),
    ];
    return `SELECT ${quoteLiteral(name)} AS "name", ${day} AS "day", count(*) AS "rows" FROM ${quoteTable(table, database)} WHERE ${conditions.join(" AND ")} GROUP BY ${day}`;
  });
  const sql = `SELECT * FROM (${selects.join(" UNION ALL ")}) ORDER BY "day" DESC, "name" LIMIT ${MAX_DAYS + 1}`;
  const { rows } = await ask({ sql, parameters, tables, maxRows: MAX_DAYS + 1 });
  const days = rows.slice(0, MAX_DAYS).map((row) => {
    const { table = "", source = "" } = tables.find(({ name }) => name === row["name"]) ?? {};
    return { day: String(row["day"]).slice(0, 10), table, source, rows: Number(row["rows"]) };
  });
  return { days, isComplete: rows.length <= MAX_DAYS };
}

function ofSource(tables: readonly CountedTable[], source: unknown): readonly CountedTable[] {
  return source === undefined ? tables : tables.filter((each) => each.source === source);
}

/** When a row is of, as a timestamp. */
function timeSql({ columns, eventTime }: Dataset): string | undefined {
  const isTime = ({ type }: Column) => type.kind === "timestamp" || type.kind === "date";
  const column = columns.find(({ name }) => name === eventTime) ?? columns.find(isTime);
  return column === undefined ? undefined : `CAST(${quoteColumn(column.name)} AS timestamp)`;
}
