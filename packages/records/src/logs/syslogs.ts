import { defineDataset } from "@cloudapi/core";
import * as z from "zod/mini";
import type { SourceFormat } from "../engine/record-reader.ts";
import type { LineScanner } from "./line-scanner.ts";
import { type LogFields, logFormat } from "./log-format.ts";

/**
 * The ready-made contract for syslog messages (RFC 5424), partitioned by day of `time`.
 *
 * `facility` and `severity` are the parts of `priority`; `structured_data` is the text as it stands.
 *
 * @example
 * ```ts
 * import { syslogs } from "@cloudapi/records/logs";
 *
 * console.log(syslogs.columns.map((column) => column.name).join());
 * // => "priority,facility,severity,version,time,hostname,app_name,procid,msgid,structured_data,message"
 * ```
 */
export const syslogs = /* @__PURE__ */ defineDataset({
  name: "syslogs",
  schema: z.object({
    priority: z.int32().check(z.gte(0), z.lte(191)),
    facility: z.int32(),
    severity: z.int32(),
    version: z.int32(),
    time: z.iso.datetime({ offset: true }),
    hostname: z.optional(z.string()),
    app_name: z.optional(z.string()),
    procid: z.optional(z.string()),
    msgid: z.optional(z.string()),
    structured_data: z.optional(z.string()),
    message: z.optional(z.string()),
  }),
  eventTime: "time",
  partition: { granularity: "day", layout: "hive" },
});

/**
 * Syslog messages of RFC 5424, one on each line. `-` is null.
 *
 * @example
 * ```ts
 * import { readCheckedRecords } from "@cloudapi/records";
 * import { syslogFormat, syslogs } from "@cloudapi/records/logs";
 *
 * const lines =
 *   "<34>1 2025-01-15T10:30:45.003Z web app 12 - - It works\n";
 * for await (const { records } of readCheckedRecords(syslogs, lines, { format: syslogFormat }))
 *   for (const record of records) console.log(record.valid && record.value.severity); // => 2
 * ```
 */
export const syslogFormat: SourceFormat = /* @__PURE__ */ logFormat("syslog", "1", () => ({
  parse: parseSyslogLine,
}));

const PRIORITY = /^<(\d{1,3})>([1-9]\d{0,2}) /;
const WORDS = ["time", "hostname", "app_name", "procid", "msgid"] as const;

function parseSyslogLine(line: LineScanner): LogFields {
  const [, priority, version] = PRIORITY.exec(line.text) ?? [];
  if (priority === undefined || version === undefined)
    throw line.fault("priority", "a priority and a version, such as <132>1", 0);
  line.word("priority");
  const fields: LogFields = {
    priority,
    facility: String(Number(priority) >> 3),
    severity: String(Number(priority) & 7),
    version,
  };
  for (const name of WORDS) fields[name] = line.word(name);
  fields["structured_data"] = takeStructuredData(line);
  const message = line.rest().replace(/^\uFEFF/, "");
  fields["message"] = message === "" ? null : message;
  return fields;
}

/** `-`, or elements one behind the other, whose values in quotes have a backslash before `"`, `\` and `]`. */
function takeStructuredData(line: LineScanner): string | null {
  const { text } = line;
  let end = line.at;
  while (text[end] === "[") end = elementEnd(line, end);
  if (end === line.at) {
    if (text[end] !== "-") throw line.fault("structured_data", "- or an element in brackets", end);
    return line.word("structured_data");
  }
  if (end < text.length && text[end] !== " ")
    throw line.fault("structured_data", "a space behind the structured data", end);
  return line.upTo("structured_data", end);
}

function elementEnd(line: LineScanner, start: number): number {
  let isQuoted = false;
  for (let at = start; at < line.text.length; at++) {
    const character = line.text[at];
    if (isQuoted && character === "\\") at++;
    else if (character === '"') isQuoted = !isQuoted;
    else if (character === "]" && !isQuoted) return at + 1;
  }
  throw line.fault("structured_data", "the end of an element (])", line.text.length);
}
