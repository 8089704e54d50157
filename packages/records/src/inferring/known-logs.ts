import type { Dataset } from "@cloudapi/core";
import type { SourceFormat } from "../engine/record-reader.ts";
import {
  accessLogFormat,
  accessLogs,
  albLogFormat,
  albLogs,
  cloudFrontLogFormat,
  cloudFrontLogs,
  s3AccessLogFormat,
  s3AccessLogs,
  syslogFormat,
  syslogs,
  vpcFlowLogFormat,
  vpcFlowLogs,
} from "../logs/index.ts";
import { readSampleWith, type SampleReading } from "./settle.ts";

/** A log that there is a contract for. */
export interface KnownLog {
  readonly dataset: Dataset;
  readonly format: SourceFormat;
  /** What both are exported as. */
  readonly names: readonly [dataset: string, format: string];
}

const LOGS: readonly KnownLog[] = [
  known(albLogs, albLogFormat, "albLogs", "albLogFormat"),
  known(s3AccessLogs, s3AccessLogFormat, "s3AccessLogs", "s3AccessLogFormat"),
  known(cloudFrontLogs, cloudFrontLogFormat, "cloudFrontLogs", "cloudFrontLogFormat"),
  known(vpcFlowLogs, vpcFlowLogFormat, "vpcFlowLogs", "vpcFlowLogFormat"),
  known(syslogs, syslogFormat, "syslogs", "syslogFormat"),
  known(accessLogs, accessLogFormat, "accessLogs", "accessLogFormat"),
];
const MOST_BYTES = 65_536;

function known(dataset: unknown, format: SourceFormat, ...names: KnownLog["names"]): KnownLog {
  return { dataset: dataset as Dataset, format, names };
}

/** The log that a sample is, where nine of ten of its first lines are entries; and what the whole sample is then. */
export async function knownLog(
  bytes: Uint8Array,
  maxRecords: number,
): Promise<{ readonly log: KnownLog; readonly reading: SampleReading } | undefined> {
  const end = bytes.length <= MOST_BYTES ? bytes.length : bytes.lastIndexOf(0x0a, MOST_BYTES) + 1;
  const head = { bytes: bytes.subarray(0, end), maxRecords: 100 };
  for (const log of LOGS) {
    const first = await readSampleWith(log.dataset, head, { format: log.format });
    if (first.accepted === 0 || first.accepted < 9 * first.rejected) continue;
    const reading = await readSampleWith(
      log.dataset,
      { bytes, maxRecords },
      { format: log.format },
    );
    return { log, reading };
  }
  return undefined;
}
