import { defineDataset } from "@cloudapi/core";
import * as z from "zod/mini";
import type { SourceFormat } from "../engine/record-reader.ts";
import type { LineScanner } from "./line-scanner.ts";
import { type LogFields, logFormat, takeLaterFields } from "./log-format.ts";
import { takeTime } from "./log-time.ts";

/**
 * The ready-made contract for server access logs of Amazon S3, partitioned by day of `time`.
 *
 * Times are milliseconds.
 *
 * @example
 * ```ts
 * import { s3AccessLogs } from "@cloudapi/records/logs";
 *
 * console.log(s3AccessLogs.columns.slice(0, 4).map((column) => column.name).join());
 * // => "bucket_owner,bucket,time,remote_ip"
 * ```
 */
export const s3AccessLogs = /* @__PURE__ */ defineDataset({
  name: "s3_access_logs",
  schema: z.object({
    bucket_owner: z.optional(z.string()),
    bucket: z.optional(z.string()),
    time: z.iso.datetime({ offset: true }),
    remote_ip: z.optional(z.string()),
    requester: z.optional(z.string()),
    request_id: z.optional(z.string()),
    operation: z.optional(z.string()),
    key: z.optional(z.string()),
    request_uri: z.optional(z.string()),
    http_status: z.optional(z.int32()),
    error_code: z.optional(z.string()),
    bytes_sent: z.optional(z.int64()),
    object_size: z.optional(z.int64()),
    total_time: z.optional(z.int64()),
    turn_around_time: z.optional(z.int64()),
    referer: z.optional(z.string()),
    user_agent: z.optional(z.string()),
    version_id: z.optional(z.string()),
    host_id: z.optional(z.string()),
    signature_version: z.optional(z.string()),
    cipher_suite: z.optional(z.string()),
    authentication_type: z.optional(z.string()),
    host_header: z.optional(z.string()),
    tls_version: z.optional(z.string()),
    access_point_arn: z.optional(z.string()),
    acl_required: z.optional(z.string()),
    source_region: z.optional(z.string()),
  }),
  eventTime: "time",
  partition: { granularity: "day", layout: "hive" },
});

/**
 * The server access log of Amazon S3. Older logs lack the last fields; what comes behind them is `field_28` and so on.
 *
 * `-` is null. Keys stay URL-encoded, as S3 writes them, and so does the request.
 *
 * @example
 * ```ts
 * import { readCheckedRecords } from "@cloudapi/records";
 * import { s3AccessLogFormat, s3AccessLogs } from "@cloudapi/records/logs";
 *
 * const lines =
 *   '79a5 my-bucket [15/Jan/2025:10:30:45 +0000] 192.0.2.7 - 3E57427F3 REST.GET.OBJECT a.txt "GET /my-bucket/a.txt HTTP/1.1" 200 - 113 113 7 6 "-" "curl/8.5.0" -\n';
 * for await (const { records } of readCheckedRecords(s3AccessLogs, lines, { format: s3AccessLogFormat }))
 *   for (const record of records) console.log(record.valid && record.value.time); // => 2025-01-15T10:30:45Z
 * ```
 */
export const s3AccessLogFormat: SourceFormat = /* @__PURE__ */ logFormat(
  "s3-access-log",
  "1",
  () => ({ parse: parseS3Line }),
);

/** Every log has the fields up to `version_id`; the others came later. */
const WORDS_BEFORE = ["remote_ip", "requester", "request_id", "operation", "key"] as const;
const WORDS_BETWEEN = [
  "http_status",
  "error_code",
  "bytes_sent",
  "object_size",
  "total_time",
  "turn_around_time",
] as const;
const LATER = [
  "version_id",
  "host_id",
  "signature_version",
  "cipher_suite",
  "authentication_type",
  "host_header",
  "tls_version",
  "access_point_arn",
  "acl_required",
  "source_region",
] as const;
const ALL_FIELDS = 27;

function parseS3Line(line: LineScanner): LogFields {
  const fields: LogFields = {
    bucket_owner: line.word("bucket_owner"),
    bucket: line.word("bucket"),
    time: takeTime(line, "time"),
  };
  for (const name of WORDS_BEFORE) fields[name] = line.word(name);
  fields["request_uri"] = line.quoted("request_uri");
  for (const name of WORDS_BETWEEN) fields[name] = line.word(name);
  fields["referer"] = line.quoted("referer");
  fields["user_agent"] = line.quoted("user_agent");
  for (const name of LATER) fields[name] = line.isAtEnd ? null : line.either(name);
  takeLaterFields(line, fields, ALL_FIELDS);
  return fields;
}
