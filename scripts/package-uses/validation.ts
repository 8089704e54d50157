import { S3Client } from "@aws-sdk/client-s3";
import { apiLogs } from "@cloudapi/core";
import { type ValidationReport, validateApiLog, validateJson } from "@cloudapi/validation";
import { createValidationHandler } from "@cloudapi/validation/lambda";

export async function use(): Promise<string> {
  const good = validateApiLog({
    timestamp: "2025-01-15T10:30:45Z",
    endpoint: "/api/users",
    status_code: 200,
  });
  const report: ValidationReport = await validateJson(apiLogs, '{"status_code":999}\n');
  const handler = createValidationHandler({
    dataset: apiLogs,
    s3: new S3Client({ region: "us-east-1" }),
    quarantine: { bucket: "logs", prefix: "quarantine/" },
    logger: { info: () => {}, warn: () => {}, error: () => {} },
  });
  const answer = await handler({ Service: "Amazon S3", Event: "s3:TestEvent", Bucket: "logs" });
  return `${good.valid} ${report.rowsRejected} ${JSON.stringify(answer)}`;
}

export const expected = 'true 1 {"objects":[]}';
