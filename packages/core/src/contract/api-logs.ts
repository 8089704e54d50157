import * as z from "zod";
import { defineDataset } from "./define-dataset.ts";

/** HTTP request methods (RFC 9110, section 9, and PATCH, RFC 5789). */
const METHODS = ["GET", "POST", "PUT", "PATCH", "DELETE", "HEAD", "OPTIONS", "TRACE", "CONNECT"] as const;

/**
 * The ready-made contract for API access logs: one request a row, partitioned by day of `timestamp`.
 *
 * @example
 * ```ts
 * import { apiLogs } from "@cloudapi/core";
 *
 * console.log(apiLogs.columns.map((column) => column.name).join());
 * // => "timestamp,endpoint,method,status_code,response_time_ms,user_id,ip_address"
 * ```
 */
export const apiLogs = /* @__PURE__ */ defineDataset({
  name: "api_logs",
  schema: z.object({
    timestamp: z.iso.datetime({ offset: true }),
    endpoint: z.string().startsWith("/"),
    method: z.enum(METHODS).optional(),
    status_code: z.int32().min(100).max(599),
    response_time_ms: z.number().min(0).optional(),
    user_id: z.string().min(1).optional(),
    ip_address: z.union([z.ipv4(), z.ipv6()]).optional(),
  }),
  eventTime: "timestamp",
  partition: { granularity: "day", layout: "hive" },
});
