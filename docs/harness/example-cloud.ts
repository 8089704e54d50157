import { CreateBucketCommand, PutObjectCommand, S3Client } from "@aws-sdk/client-s3";
import { startLocalCloud } from "@cloudapi/local";
import { SAMPLE_FILES } from "./sample-files.ts";

/** What examples run against. */
export interface ExampleCloud {
  /** What the AWS SDK reads: endpoints, region, credentials. */
  readonly environment: Readonly<Record<string, string>>;
  /** Put the sample objects back, as every example finds them. */
  reset(): Promise<void>;
  close(): Promise<void>;
}

export const BUCKETS = ["cloudapi-logs-raw", "cloudapi-logs-processed"];
/** Those that databases are loaded to. */
const DATABASE_BUCKETS = ["ms1-bucket", "ms2-bucket", "ms3-bucket"];

/** Start a cloud with the buckets of the examples, and `2025/01/15/logs.csv` and `.ndjson` in the raw one. */
export async function startExampleCloud(): Promise<ExampleCloud> {
  const cloud = await startLocalCloud();
  const s3 = new S3Client(cloud.clientConfig);
  for (const bucket of [...BUCKETS, ...DATABASE_BUCKETS])
    await s3.send(new CreateBucketCommand({ Bucket: bucket }));
  return {
    environment: cloud.env,
    reset: async () => {
      for (const [name, text] of Object.entries(SAMPLE_FILES))
        await s3.send(
          new PutObjectCommand({ Bucket: BUCKETS[0], Key: `2025/01/15/${name}`, Body: text }),
        );
    },
    close: async () => {
      s3.destroy();
      await cloud.close();
    },
  };
}
