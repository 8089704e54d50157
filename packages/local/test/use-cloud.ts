import { CreateBucketCommand, S3Client, S3ServiceException } from "@aws-sdk/client-s3";
import { afterAll, beforeAll } from "vitest";
import { type LocalCloud, type LocalCloudOptions, startLocalCloud } from "../src/index.ts";

/** A cloud for a test file, with an S3 client that tries once. */
export interface TestCloud {
  readonly cloud: LocalCloud;
  readonly s3: S3Client;
  /** Make a bucket with a name of its own. */
  newBucket(): Promise<string>;
}

let buckets = 0;

/** Start a cloud before the tests of a file and stop it after them. */
export function useCloud(options: LocalCloudOptions = {}): TestCloud {
  let cloud: LocalCloud;
  let s3: S3Client;
  beforeAll(async () => {
    cloud = await startLocalCloud(options);
    s3 = new S3Client({ ...cloud.clientConfig, maxAttempts: 1 });
  });
  afterAll(async () => {
    s3.destroy();
    await cloud.close();
  });
  return {
    get cloud() {
      return cloud;
    },
    get s3() {
      return s3;
    },
    newBucket: async () => {
      buckets++;
      const name = `bucket-${process.pid}-${buckets}`;
      await s3.send(new CreateBucketCommand({ Bucket: name }));
      return name;
    },
  };
}

/** The name and HTTP status of the error a call ends with. */
export async function failure(
  call: Promise<unknown>,
): Promise<{ name: string; status: number | undefined; message: string }> {
  try {
    await call;
  } catch (error) {
    if (!(error instanceof S3ServiceException) && !("$metadata" in (error as object))) throw error;
    const { name, message, $metadata } = error as S3ServiceException;
    return { name, status: $metadata.httpStatusCode, message };
  }
  throw new Error("the call was expected to fail, but it went through");
}
