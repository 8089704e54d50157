import { ListBucketsCommand, S3Client } from "@aws-sdk/client-s3";
import { type LocalCloud, startLocalCloud } from "@cloudapi/local";

export async function use(): Promise<string> {
  const cloud: LocalCloud = await startLocalCloud();
  const s3 = new S3Client(cloud.clientConfig);
  const { Buckets = [] } = await s3.send(new ListBucketsCommand({}));
  s3.destroy();
  await cloud.close();
  return `${Buckets.length} buckets at ${new URL(cloud.endpoint).hostname}`;
}

export const expected = "0 buckets at 127.0.0.1";
