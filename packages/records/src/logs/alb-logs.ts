import { defineDataset } from "@cloudapi/core";
import * as z from "zod/mini";
import type { SourceFormat } from "../engine/record-reader.ts";
import { decodeEscapes } from "./decode-escapes.ts";
import type { LineScanner } from "./line-scanner.ts";
import { type LogFields, logFormat, takeLaterFields } from "./log-format.ts";
import { splitRequest } from "./request-line.ts";

/**
 * The ready-made contract for access logs of an Application Load Balancer, partitioned by day of `time`.
 *
 * Processing times are seconds; -1 is what the load balancer writes when there was none.
 *
 * @example
 * ```ts
 * import { albLogs } from "@cloudapi/records/logs";
 *
 * console.log(albLogs.columns.length, albLogs.columns.slice(0, 5).map((column) => column.name).join());
 * // => 37 type,time,elb,client_ip,client_port
 * ```
 */
export const albLogs = /* @__PURE__ */ defineDataset({
  name: "alb_logs",
  schema: z.object({
    type: z.string(),
    time: z.iso.datetime({ offset: true }),
    elb: z.string(),
    client_ip: z.optional(z.string()),
    client_port: z.optional(z.int32()),
    target_ip: z.optional(z.string()),
    target_port: z.optional(z.int32()),
    request_processing_time: z.optional(z.number()),
    target_processing_time: z.optional(z.number()),
    response_processing_time: z.optional(z.number()),
    elb_status_code: z.optional(z.int32()),
    target_status_code: z.optional(z.int32()),
    received_bytes: z.optional(z.int64()),
    sent_bytes: z.optional(z.int64()),
    request_method: z.optional(z.string()),
    request_url: z.optional(z.string()),
    request_protocol: z.optional(z.string()),
    user_agent: z.optional(z.string()),
    ssl_cipher: z.optional(z.string()),
    ssl_protocol: z.optional(z.string()),
    target_group_arn: z.optional(z.string()),
    trace_id: z.optional(z.string()),
    domain_name: z.optional(z.string()),
    chosen_cert_arn: z.optional(z.string()),
    matched_rule_priority: z.optional(z.int32()),
    request_creation_time: z.optional(z.iso.datetime({ offset: true })),
    actions_executed: z.optional(z.string()),
    redirect_url: z.optional(z.string()),
    error_reason: z.optional(z.string()),
    target_port_list: z.optional(z.string()),
    target_status_code_list: z.optional(z.string()),
    classification: z.optional(z.string()),
    classification_reason: z.optional(z.string()),
    conn_trace_id: z.optional(z.string()),
    transformed_host: z.optional(z.string()),
    transformed_uri: z.optional(z.string()),
    request_transform_status: z.optional(z.string()),
  }),
  eventTime: "time",
  partition: { granularity: "day", layout: "hive" },
});

/**
 * The access log of an Application Load Balancer: its 33 fields, of which older logs lack the last ones; what comes
 * behind them is `field_34` and so on.
 *
 * `-` is null, and addresses are split from their ports.
 *
 * @example
 * ```ts
 * import { readCheckedRecords } from "@cloudapi/records";
 * import { albLogFormat, albLogs } from "@cloudapi/records/logs";
 *
 * const lines =
 *   'h2 2025-01-15T10:30:45.123456Z app/shop/50dc6c495c0c9188 192.0.2.7:2817 10.0.0.5:80 0.000 0.001 0.000 200 200 34 366 "GET https://shop.example:443/a HTTP/2.0" "curl/8.5.0" - -\n';
 * for await (const { records } of readCheckedRecords(albLogs, lines, { format: albLogFormat }))
 *   for (const record of records) console.log(record.valid && record.value.request_url); // => https://shop.example:443/a
 * ```
 */
export const albLogFormat: SourceFormat = /* @__PURE__ */ logFormat("alb-log", "1", () => ({
  parse: parseAlbLine,
}));

/** Fields that every log has, between the target and the request. */
const NUMBERS = [
  "request_processing_time",
  "target_processing_time",
  "response_processing_time",
  "elb_status_code",
  "target_status_code",
  "received_bytes",
  "sent_bytes",
] as const;
/** Fields behind the user agent, of which logs of earlier years have the first ones. */
const LATER = [
  "ssl_cipher",
  "ssl_protocol",
  "target_group_arn",
  "trace_id",
  "domain_name",
  "chosen_cert_arn",
  "matched_rule_priority",
  "request_creation_time",
  "actions_executed",
  "redirect_url",
  "error_reason",
  "target_port_list",
  "target_status_code_list",
  "classification",
  "classification_reason",
  "conn_trace_id",
  "transformed_host",
  "transformed_uri",
  "request_transform_status",
] as const;
const ALL_FIELDS = 33;

function parseAlbLine(line: LineScanner): LogFields {
  const fields: LogFields = {
    type: line.word("type"),
    time: line.word("time"),
    elb: line.word("elb"),
  };
  [fields["client_ip"], fields["client_port"]] = splitPort(line.word("client:port"));
  [fields["target_ip"], fields["target_port"]] = splitPort(line.word("target:port"));
  for (const name of NUMBERS) fields[name] = line.word(name);
  const { method, target, protocol } = splitRequest(decodeEscapes(line.quoted("request")));
  fields["request_method"] = method;
  fields["request_url"] = target;
  fields["request_protocol"] = protocol;
  fields["user_agent"] = decodeEscapes(line.quoted("user_agent"));
  for (const name of LATER) fields[name] = line.isAtEnd ? null : decodeEscapes(line.either(name));
  takeLaterFields(line, fields, ALL_FIELDS);
  return fields;
}

/** `10.0.0.1:80` and `[2001:db8::1]:80` as address and port. */
function splitPort(text: string | null): [address: string | null, port: string | null] {
  if (text === null) return [null, null];
  const colon = text.lastIndexOf(":");
  if (colon < 0) return [text, null];
  const address = text.slice(0, colon);
  const port = text.slice(colon + 1);
  return [address.replace(/^\[(.*)\]$/, "$1"), port === "-" ? null : port];
}
