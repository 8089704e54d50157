import { defineDataset } from "@cloudapi/core";
import * as z from "zod/mini";
import type { SourceFormat } from "../engine/record-reader.ts";
import { cellCountFault, columnName, type HeaderFields, headerFields } from "./header-fields.ts";
import type { LineScanner } from "./line-scanner.ts";
import { type LineParser, type LogFields, logFormat } from "./log-format.ts";
import { epochTime } from "./log-time.ts";

/**
 * The ready-made contract for VPC flow logs, partitioned by day of `start_time`; the log's `start` and `end` are
 * `start_time` and `end_time`.
 *
 * A custom format has to have the field `start`. Other fields are optional.
 *
 * @example
 * ```ts
 * import { vpcFlowLogs } from "@cloudapi/records/logs";
 *
 * console.log(vpcFlowLogs.columns.slice(0, 5).map((column) => column.name).join());
 * // => "version,account_id,interface_id,srcaddr,dstaddr"
 * ```
 */
export const vpcFlowLogs = /* @__PURE__ */ defineDataset({
  name: "vpc_flow_logs",
  schema: z.object({
    version: z.optional(z.int32()),
    account_id: z.optional(z.string()),
    interface_id: z.optional(z.string()),
    srcaddr: z.optional(z.string()),
    dstaddr: z.optional(z.string()),
    srcport: z.optional(z.int32()),
    dstport: z.optional(z.int32()),
    protocol: z.optional(z.int32()),
    packets: z.optional(z.int64()),
    bytes: z.optional(z.int64()),
    start_time: z.iso.datetime({ offset: true }),
    end_time: z.optional(z.iso.datetime({ offset: true })),
    action: z.optional(z.string()),
    log_status: z.optional(z.string()),
    vpc_id: z.optional(z.string()),
    subnet_id: z.optional(z.string()),
    instance_id: z.optional(z.string()),
    tcp_flags: z.optional(z.int32()),
    type: z.optional(z.string()),
    pkt_srcaddr: z.optional(z.string()),
    pkt_dstaddr: z.optional(z.string()),
    region: z.optional(z.string()),
    az_id: z.optional(z.string()),
    sublocation_type: z.optional(z.string()),
    sublocation_id: z.optional(z.string()),
    pkt_src_aws_service: z.optional(z.string()),
    pkt_dst_aws_service: z.optional(z.string()),
    flow_direction: z.optional(z.string()),
    traffic_path: z.optional(z.int32()),
    ecs_cluster_arn: z.optional(z.string()),
    ecs_cluster_name: z.optional(z.string()),
    ecs_container_instance_arn: z.optional(z.string()),
    ecs_container_instance_id: z.optional(z.string()),
    ecs_container_id: z.optional(z.string()),
    ecs_second_container_id: z.optional(z.string()),
    ecs_service_name: z.optional(z.string()),
    ecs_task_definition_arn: z.optional(z.string()),
    ecs_task_arn: z.optional(z.string()),
    ecs_task_id: z.optional(z.string()),
    reject_reason: z.optional(z.string()),
    resource_id: z.optional(z.string()),
    encryption_status: z.optional(z.string()),
  }),
  eventTime: "start_time",
  partition: { granularity: "day", layout: "hive" },
});

/**
 * VPC flow logs as text: the header line says which fields there are and in which order, as in files in S3; without one
 * they are the 14 fields of version 2.
 *
 * `-` is null, as in records of NODATA and SKIPDATA; seconds since 1970 become RFC 3339 in UTC. Fields that the contract
 * does not know are dropped and counted.
 *
 * @example
 * ```ts
 * import { readCheckedRecords } from "@cloudapi/records";
 * import { vpcFlowLogFormat, vpcFlowLogs } from "@cloudapi/records/logs";
 *
 * const lines =
 *   "version vpc-id start action\n3 vpc-0a1b2c3d 1736937045 REJECT\n";
 * for await (const { records } of readCheckedRecords(vpcFlowLogs, lines, { format: vpcFlowLogFormat }))
 *   for (const record of records) console.log(record.valid && record.value.start_time); // => 2025-01-15T10:30:45Z
 * ```
 */
export const vpcFlowLogFormat: SourceFormat = /* @__PURE__ */ logFormat(
  "vpc-flow-log",
  "1",
  () => new FlowLogParser(),
);

const DEFAULT_FIELDS = [
  "version",
  "account-id",
  "interface-id",
  "srcaddr",
  "dstaddr",
  "srcport",
  "dstport",
  "protocol",
  "packets",
  "bytes",
  "start",
  "end",
  "action",
  "log-status",
] as const;
/** Fields that are called otherwise in the table: `end` is a keyword of SQL. */
const RENAMED: Readonly<Record<string, string>> = { start: "start_time", end: "end_time" };

class FlowLogParser implements LineParser {
  #header: HeaderFields = flowFields(DEFAULT_FIELDS);
  #hasHeader = false;

  takesHeader(line: string): boolean {
    const words = line.trim().split(" ");
    if (!words.every((word) => /^[a-z][a-z0-9-]*$/.test(word))) return false;
    if (!words.some(isKnown)) return false;
    this.#header = flowFields(words);
    this.#hasHeader = true;
    return true;
  }

  unknownColumns(): readonly string[] {
    return this.#header.unknown;
  }

  parse(line: LineScanner): LogFields {
    const { names } = this.#header;
    const cells = line.rest().trimEnd().split(" ");
    const header = this.#hasHeader ? "the header" : "version 2";
    if (cells.length !== names.length) throw cellCountFault(cells.length, names.length, header);
    const fields: LogFields = {};
    for (const [place, name] of names.entries()) {
      const cell = cells[place] as string;
      fields[name] = cell === "-" ? null : cell;
    }
    for (const name of ["start_time", "end_time"]) {
      const text = fields[name];
      if (text) fields[name] = epochTime(text);
    }
    return fields;
  }
}

function flowFields(fields: readonly string[]): HeaderFields {
  return headerFields(
    fields,
    Object.fromEntries(fields.filter(isKnown).map((field) => [field, flowColumn(field)])),
  );
}

function isKnown(field: string): boolean {
  return vpcFlowLogs.columns.some(({ name }) => name === flowColumn(field));
}

function flowColumn(field: string): string {
  return RENAMED[field] ?? columnName(field);
}
