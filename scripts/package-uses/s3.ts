import { S3Client } from "@aws-sdk/client-s3";
import { type PresignedRequest, planUpload, presignDownload, S3Error } from "@cloudapi/s3";

export async function use(): Promise<string> {
  const s3 = new S3Client({
    region: "us-east-1",
    credentials: { accessKeyId: "key", secretAccessKey: "secret" },
  });
  const request: PresignedRequest = await presignDownload(s3, {
    bucket: "logs",
    key: "2025/01/15/logs.csv",
    expiresInSeconds: 60,
  });
  const { searchParams } = new URL(request.url);
  return `${searchParams.get("X-Amz-Expires")} ${planUpload(1000).kind} ${S3Error.name}`;
}

export const expected = "60 single S3Error";
