import { S3Client } from "@aws-sdk/client-s3";
import { apiLogs, type Row } from "@cloudapi/core";
import {
  computeEndpointMetrics,
  memorySink,
  type TransformReport,
  toParquet,
  transform,
} from "@cloudapi/transform";
import { s3Source } from "@cloudapi/transform/s3";

export async function use(): Promise<string> {
  const row: Row<typeof apiLogs> = {
    timestamp: "2025-01-15T10:30:45Z",
    endpoint: "/api/users",
    status_code: 200,
    response_time_ms: 100,
  };
  const bytes: Uint8Array = toParquet(apiLogs, [row]);
  const report: TransformReport = await transform(
    apiLogs,
    `${JSON.stringify(row)}\nnot json\n`,
    memorySink(),
  );
  const source = s3Source(new S3Client({ region: "us-east-1" }), {
    bucket: "logs",
    key: "2025/01/15/logs.csv",
  });
  const magic = new TextDecoder().decode(bytes.subarray(0, 4));
  const [metrics] = computeEndpointMetrics([row]);
  return `${magic} ${report.rowsWritten} ${report.rowsRejected} ${metrics?.requestCount} ${typeof source}`;
}

export const expected = "PAR1 1 1 1 object";
