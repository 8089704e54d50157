import * as z from "zod/mini";
import type { Column } from "../contract/column.ts";
import { datasetOf } from "../contract/dataset.ts";
import { type DataType, SCALARS } from "../types/data-type.ts";

/** HTTP request methods (RFC 9110, section 9, and PATCH, RFC 5789). */
const METHODS = [
  "GET",
  "POST",
  "PUT",
  "PATCH",
  "DELETE",
  "HEAD",
  "OPTIONS",
  "TRACE",
  "CONNECT",
] as const;

/** What follows from the schema, said: a function that is bundled with the contract has no need of the type law. */
const COLUMNS = /* @__PURE__ */ Object.freeze([
  column("timestamp", SCALARS.timestamp, false),
  column("endpoint", SCALARS.string, false),
  column("method", SCALARS.string, true),
  column("status_code", SCALARS.int32, false),
  column("response_time_ms", SCALARS.double, true),
  column("user_id", SCALARS.string, true),
  column("ip_address", SCALARS.string, true),
]);

function column(name: string, type: DataType, nullable: boolean): Column {
  return Object.freeze({ name, type, nullable });
}

/**
 * The ready-made contract for API access logs: one request per row, partitioned by day of `timestamp`.
 *
 * Its schema is of `zod/mini`, so that a function bundled with it stays small: extend it with
 * `z.extend(apiLogs.schema, {...})` of `zod/mini` rather than with a method.
 *
 * @example
 * ```ts
 * import { apiLogs } from "@cloudapi/core";
 *
 * console.log(apiLogs.columns.map((column) => column.name).join());
 * // => "timestamp,endpoint,method,status_code,response_time_ms,user_id,ip_address"
 * ```
 */
export const apiLogs = /* @__PURE__ */ datasetOf(
  {
    name: "api_logs",
    schema: z.object({
      timestamp: z.iso.datetime({ offset: true }),
      endpoint: z.string().check(z.startsWith("/")),
      method: z.optional(z.enum(METHODS)),
      status_code: z.int32().check(z.gte(100), z.lte(599)),
      response_time_ms: z.optional(z.number().check(z.gte(0))),
      user_id: z.optional(z.string().check(z.minLength(1))),
      ip_address: z.optional(z.union([z.ipv4(), z.ipv6()])),
    }),
    eventTime: "timestamp",
    partition: { granularity: "day", layout: "hive" },
  },
  { columns: COLUMNS },
);
