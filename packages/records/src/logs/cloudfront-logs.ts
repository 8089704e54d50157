import { defineDataset } from "@cloudapi/core";
import * as z from "zod/mini";
import type { SourceFormat } from "../engine/record-reader.ts";
import { decodePercents } from "./decode-escapes.ts";
import { cellCountFault, columnName, type HeaderFields, headerFields } from "./header-fields.ts";
import type { LineScanner } from "./line-scanner.ts";
import { type LineParser, type LogFields, logFormat } from "./log-format.ts";

/**
 * The ready-made contract for standard logs of Amazon CloudFront, partitioned by day of `time`, which is made of the log's
 * `date` and `time`.
 *
 * @example
 * ```ts
 * import { cloudFrontLogs } from "@cloudapi/records/logs";
 *
 * console.log(cloudFrontLogs.columns.slice(0, 4).map((column) => column.name).join());
 * // => "time,x_edge_location,sc_bytes,c_ip"
 * ```
 */
export const cloudFrontLogs = /* @__PURE__ */ defineDataset({
  name: "cloudfront_logs",
  schema: z.object({
    time: z.iso.datetime({ offset: true }),
    x_edge_location: z.optional(z.string()),
    sc_bytes: z.optional(z.int64()),
    c_ip: z.optional(z.string()),
    cs_method: z.optional(z.string()),
    cs_host: z.optional(z.string()),
    cs_uri_stem: z.optional(z.string()),
    sc_status: z.optional(z.int32()),
    cs_referer: z.optional(z.string()),
    cs_user_agent: z.optional(z.string()),
    cs_uri_query: z.optional(z.string()),
    cs_cookie: z.optional(z.string()),
    x_edge_result_type: z.optional(z.string()),
    x_edge_request_id: z.optional(z.string()),
    x_host_header: z.optional(z.string()),
    cs_protocol: z.optional(z.string()),
    cs_bytes: z.optional(z.int64()),
    time_taken: z.optional(z.number()),
    x_forwarded_for: z.optional(z.string()),
    ssl_protocol: z.optional(z.string()),
    ssl_cipher: z.optional(z.string()),
    x_edge_response_result_type: z.optional(z.string()),
    cs_protocol_version: z.optional(z.string()),
    fle_status: z.optional(z.string()),
    fle_encrypted_fields: z.optional(z.string()),
    c_port: z.optional(z.int32()),
    time_to_first_byte: z.optional(z.number()),
    x_edge_detailed_result_type: z.optional(z.string()),
    sc_content_type: z.optional(z.string()),
    sc_content_len: z.optional(z.int64()),
    sc_range_start: z.optional(z.int64()),
    sc_range_end: z.optional(z.int64()),
  }),
  eventTime: "time",
  partition: { granularity: "day", layout: "hive" },
});

/**
 * The standard log of Amazon CloudFront: lines of cells between tabs, whose names are in the line `#Fields:`; without one
 * they are the 33 fields of standard logs.
 *
 * `-` is null. In headers of the viewer (user agent, referer, cookie) the URL encoding that CloudFront adds is undone; paths
 * and queries stay as they are. Fields that the contract does not know are dropped and counted.
 *
 * @example
 * ```ts
 * import { readCheckedRecords } from "@cloudapi/records";
 * import { cloudFrontLogFormat, cloudFrontLogs } from "@cloudapi/records/logs";
 *
 * const lines =
 *   "#Version: 1.0\n#Fields: date time c-ip sc-status\n2025-01-15\t10:30:45\t192.0.2.7\t200\n";
 * for await (const { records } of readCheckedRecords(cloudFrontLogs, lines, { format: cloudFrontLogFormat }))
 *   for (const record of records) console.log(record.valid && record.value.time); // => 2025-01-15T10:30:45Z
 * ```
 */
export const cloudFrontLogFormat: SourceFormat = /* @__PURE__ */ logFormat(
  "cloudfront-log",
  "1",
  () => new CloudFrontParser(),
);

const STANDARD_FIELDS = [
  "date",
  "time",
  "x-edge-location",
  "sc-bytes",
  "c-ip",
  "cs-method",
  "cs(Host)",
  "cs-uri-stem",
  "sc-status",
  "cs(Referer)",
  "cs(User-Agent)",
  "cs-uri-query",
  "cs(Cookie)",
  "x-edge-result-type",
  "x-edge-request-id",
  "x-host-header",
  "cs-protocol",
  "cs-bytes",
  "time-taken",
  "x-forwarded-for",
  "ssl-protocol",
  "ssl-cipher",
  "x-edge-response-result-type",
  "cs-protocol-version",
  "fle-status",
  "fle-encrypted-fields",
  "c-port",
  "time-to-first-byte",
  "x-edge-detailed-result-type",
  "sc-content-type",
  "sc-content-len",
  "sc-range-start",
  "sc-range-end",
] as const;
const KNOWN: Readonly<Record<string, string>> = /* @__PURE__ */ Object.fromEntries(
  STANDARD_FIELDS.map((field) => [field, columnName(field)]),
);
/** Fields whose spaces and other characters CloudFront encodes. */
const ENCODED = ["cs_referer", "cs_user_agent", "cs_cookie"] as const;
const FIELDS_LINE = "#Fields:";

class CloudFrontParser implements LineParser {
  #header: HeaderFields = headerFields(STANDARD_FIELDS, KNOWN);
  #hasHeader = false;

  takesHeader(line: string): boolean {
    if (!line.startsWith("#")) return false;
    if (line.startsWith(FIELDS_LINE)) {
      const fields = line.slice(FIELDS_LINE.length).trim().split(/\s+/);
      this.#header = headerFields(fields, KNOWN);
      this.#hasHeader = true;
    }
    return true;
  }

  unknownColumns(): readonly string[] {
    return this.#header.unknown;
  }

  parse(line: LineScanner): LogFields {
    const cells = line.rest().split("\t");
    const { names } = this.#header;
    const header = this.#hasHeader ? "the line #Fields" : "standard logs";
    if (cells.length !== names.length) throw cellCountFault(cells.length, names.length, header);
    const fields: LogFields = {};
    for (const [place, name] of names.entries()) {
      const cell = cells[place] as string;
      fields[name] = cell === "-" || cell === "" ? null : cell;
    }
    return withTime(fields);
  }
}

/** `date` and `time` as one; headers of the viewer without the encoding. */
function withTime({ date, ...fields }: LogFields): LogFields {
  const time = fields["time"];
  if (date && time) fields["time"] = `${date}T${time}Z`;
  for (const name of ENCODED) {
    const text = fields[name];
    if (text) fields[name] = decodePercents(text);
  }
  return fields;
}
