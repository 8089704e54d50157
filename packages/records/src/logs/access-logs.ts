import { defineDataset } from "@cloudapi/core";
import * as z from "zod/mini";
import type { SourceFormat } from "../engine/record-reader.ts";
import { decodeEscapes } from "./decode-escapes.ts";
import type { LineScanner } from "./line-scanner.ts";
import { type LogFields, logFormat, takeLaterFields } from "./log-format.ts";
import { takeTime } from "./log-time.ts";
import { splitRequest } from "./request-line.ts";

/**
 * The ready-made contract for access logs of Apache and Nginx, partitioned by day of `time`.
 *
 * `request` is the request line as it came; `method`, `path` and `protocol` are its parts.
 *
 * @example
 * ```ts
 * import { accessLogs } from "@cloudapi/records/logs";
 *
 * console.log(accessLogs.columns.map((column) => column.name).join());
 * // => "host,ident,user,time,request,method,path,protocol,status,bytes,referer,user_agent"
 * ```
 */
export const accessLogs = /* @__PURE__ */ defineDataset({
  name: "access_logs",
  schema: z.object({
    host: z.string(),
    ident: z.optional(z.string()),
    user: z.optional(z.string()),
    time: z.iso.datetime({ offset: true }),
    request: z.optional(z.string()),
    method: z.optional(z.string()),
    path: z.optional(z.string()),
    protocol: z.optional(z.string()),
    status: z.int32(),
    bytes: z.optional(z.int64()),
    referer: z.optional(z.string()),
    user_agent: z.optional(z.string()),
  }),
  eventTime: "time",
  partition: { granularity: "day", layout: "hive" },
});

/**
 * The combined and the common log format of Apache and Nginx.
 *
 * `-` is null, times become RFC 3339 in UTC, escapes (`\xC3\xA9`, `\"`) are decoded where they are text. Fields behind
 * the combined ones are `field_10` and so on; the server that `vhost_combined` begins with is `virtual_host`.
 *
 * @example
 * ```ts
 * import { readCheckedRecords } from "@cloudapi/records";
 * import { accessLogFormat, accessLogs } from "@cloudapi/records/logs";
 *
 * const line = '192.0.2.7 - ana [15/Jan/2025:11:30:45 +0100] "GET /a HTTP/1.1" 200 5 "-" "curl/8.5.0"\n';
 * for await (const { records } of readCheckedRecords(accessLogs, line, { format: accessLogFormat }))
 *   for (const record of records) console.log(record.valid && record.value.time); // => 2025-01-15T10:30:45Z
 * ```
 */
export const accessLogFormat: SourceFormat = /* @__PURE__ */ logFormat("access-log", "1", () => ({
  parse: parseAccessLine,
}));

/** Where the time begins behind a user, whose name may hold spaces. */
const TIME_START = / \[\d\d\/[A-Z][a-z]{2}\/\d{4}:/g;
const COMBINED_FIELDS = 9;
/** Of IPv4, or of IPv6 with two colons or more, as no `ident` looks. */
const ADDRESS = /^(?:\d{1,3}(?:\.\d{1,3}){3}|(?=[^:]*:[^:]*:)[\da-f:.]{2,45})$/i;

function parseAccessLine(line: LineScanner): LogFields {
  const first = line.word("host");
  const second = line.word("ident");
  // Apache's vhost_combined has the server's name and port before the client.
  const isVirtual = /^[^:]+:\d+$/.test(first ?? "") && ADDRESS.test(second ?? "");
  const host = isVirtual ? second : first;
  const ident = isVirtual ? line.word("ident") : second;
  TIME_START.lastIndex = line.at;
  const userEnd = TIME_START.exec(line.text)?.index;
  if (userEnd === undefined)
    throw line.fault(
      "user",
      "a user and a time in brackets ([28/Nov/2026:23:12:03 -0500])",
      line.at,
    );
  const user = line.upTo("user", userEnd);
  const time = takeTime(line, "time");
  const request = decodeEscapes(line.quoted("request"));
  const { method, target: path, protocol } = splitRequest(request);
  const fields: LogFields = {
    host,
    ident: decodeEscapes(ident),
    user: decodeEscapes(user),
    time,
    request,
    method,
    path,
    protocol,
    status: line.word("status"),
    bytes: line.word("bytes"),
    referer: null,
    user_agent: null,
  };
  if (isVirtual) fields["virtual_host"] = first;
  if (line.isAtEnd) return fields;
  fields["referer"] = decodeEscapes(line.quoted("referer"));
  fields["user_agent"] = decodeEscapes(line.quoted("user_agent"));
  takeLaterFields(line, fields, COMBINED_FIELDS);
  return fields;
}
