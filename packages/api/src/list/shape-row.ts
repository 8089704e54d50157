import { nestedValue, readJsonText } from "@cloudapi/athena/internal";
import type { Column } from "@cloudapi/core";
import { isLeafType } from "@cloudapi/core/internal";
import type { EngineResult } from "../engine/query-engine.ts";
import { ProblemError } from "../http/problem.ts";
import type { Json } from "../values/json-form.ts";
import { toJson } from "../values/to-json.ts";

type EngineRow = EngineResult["rows"][number];

/** A row of an engine as it is answered. */
export function shapeRow(row: EngineRow, columns: readonly Column[]): Record<string, Json> {
  return Object.fromEntries(columns.map((column) => [column.name, columnValue(row, column)]));
}

/** A column's value in its JSON form. Engines know names in lower case, or as the statement has them. */
export function columnValue(row: EngineRow, { name, type }: Column): Json {
  const value = row[name.toLowerCase()] ?? row[name] ?? null;
  if (isLeafType(type) || typeof value !== "string") return toJson(value, type);
  const raw = readJsonText(value);
  if (raw === undefined) throw unreadable(name);
  return toJson(nestedValue(raw, type, undefined), type);
}

function unreadable(name: string): ProblemError {
  return new ProblemError({
    status: 502,
    code: "UNREADABLE_VALUE",
    title: "A value of the table can't be read.",
    detail: `Column "${name}" holds text that is not JSON, which its contract has as nested. Leave it out by fields, and mend the table.`,
  });
}
