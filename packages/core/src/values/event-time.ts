import type { $ZodObject, $ZodType } from "zod/v4/core";
import type { Column } from "../contract/column.ts";
import { runSchema } from "../contract/run-schema.ts";
import { type Conversion, convertDate, convertTimestamp } from "./convert-value.ts";

/**
 * When a validated row happened: its event-time column in milliseconds since 1970-01-01T00:00:00Z (a
 * date counts from its UTC midnight), or `undefined` when the dataset has no event time or the row's is unreadable.
 *
 * A row without an event time has the default of the contract, if there is one.
 *
 * @example
 * ```ts
 * import { apiLogs, eventTimeOf } from "@cloudapi/core";
 *
 * console.log(eventTimeOf(apiLogs, { timestamp: "1970-01-01T00:00:01Z" })); // => 1000
 * ```
 */
export function eventTimeOf(
  dataset: {
    readonly columns: readonly Column[];
    readonly eventTime: string | undefined;
    readonly schema?: $ZodObject;
  },
  row: Readonly<Record<string, unknown>>,
): number | undefined {
  const { columns, eventTime, schema } = dataset;
  if (eventTime === undefined) return undefined;
  const value = valueOrDefault(schema, row, eventTime);
  const type = columns.find(({ name }) => name === eventTime)?.type.kind;
  const isShort = typeof value === "string" && value.length <= 10;
  const isDate = type === undefined ? isShort : type === "date";
  return instantOf(isDate ? convertDate(value) : convertTimestamp(value));
}

/** The instant of a date or a timestamp that was converted; there is none in what is neither. */
function instantOf(conversion: Conversion): number | undefined {
  return "epochMs" in conversion ? conversion.epochMs : undefined;
}

/** A row's value of a column; the default of the contract, if there is one, for a row without. */
export function valueOrDefault(
  schema: $ZodObject | undefined,
  row: Readonly<Record<string, unknown>>,
  column: string,
): unknown {
  const field = schema?._zod.def.shape[column] as $ZodType | undefined;
  return row[column] ?? (field && runSchema(field, undefined)?.value);
}
