import type { S3Client } from "@aws-sdk/client-s3";
import type { Sink } from "@cloudapi/transform";
import { s3Sink } from "@cloudapi/transform/s3";
import {
  type IngestMode,
  type IngestReport,
  ingest,
  ndjsonTarget,
  parquetTarget,
  rawTarget,
} from "../../src/index.ts";
import { CURSORS, changingOrders, LOAD_TIMES } from "./changing-orders.ts";
import { fakeSource } from "./fake-source.ts";

const file = (sink: Sink) => ndjsonTarget(sink, { isPartitioned: false });
const TARGETS = { ndjson: ndjsonTarget, file, parquet: parquetTarget, raw: rawTarget };

/** Which load it is, of what kind, and to where. */
export interface OrdersLoad {
  readonly bucket: string;
  readonly prefix: string;
  readonly target: string;
  readonly mode: string;
  readonly run: number;
}

/** Load the orders as they are in a run. */
export function loadOrders(
  s3: S3Client,
  { bucket, prefix, target, mode, run }: OrdersLoad,
): Promise<IngestReport> {
  const sink = s3Sink(s3, { bucket, prefix });
  return ingest(
    {
      source: fakeSource([changingOrders(run)], 200),
      target: TARGETS[target as keyof typeof TARGETS](sink),
      mode: mode as IngestMode,
      cursors: CURSORS,
    },
    { loadTime: LOAD_TIMES[run] },
  );
}
