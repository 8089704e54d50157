import { CreateBucketCommand, S3Client } from "@aws-sdk/client-s3";
import { startLocalCloud } from "@cloudapi/local";
import { afterAll, beforeAll } from "vitest";
import { testServer } from "../../../scripts/lib/test-server.ts";

/** A server of S3; an endpoint of `undefined` is one that the environment does not name. */
export interface S3Server {
  readonly name: string;
  readonly endpoint: string | undefined;
}

/** The embedded cloud, whose endpoint is empty as it is started with the tests, and those named in the environment. */
export const S3_SERVERS: readonly S3Server[] = [
  { name: "the embedded cloud", endpoint: "" },
  { name: "versitygw", endpoint: testServer("CLOUDAPI_TEST_S3_VERSITYGW") },
  { name: "MinIO", endpoint: testServer("CLOUDAPI_TEST_S3_MINIO") },
  { name: "moto", endpoint: testServer("CLOUDAPI_TEST_S3_MOTO") },
  { name: "MiniStack", endpoint: testServer("CLOUDAPI_TEST_S3_MINISTACK") },
];

/** A bucket of the tests of a file, and a client for it. */
export interface TestBucket {
  readonly bucket: string;
  readonly endpoint: string;
  readonly s3: S3Client;
  readonly credentials: typeof credentials;
  /** A client of another endpoint, such as a proxy before the server. */
  clientOf(endpoint: string): S3Client;
}

const credentials = {
  accessKeyId: process.env["CLOUDAPI_TEST_ACCESS_KEY"] ?? "AKIAIOSFODNN7EXAMPLE",
  secretAccessKey:
    process.env["CLOUDAPI_TEST_SECRET_KEY"] ?? "wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY",
};

export function useBucket(server: S3Server): TestBucket {
  const bucket = `tables-${crypto.randomUUID().slice(0, 8)}`;
  const clients: S3Client[] = [];
  const closers: (() => Promise<unknown>)[] = [];
  let endpoint = server.endpoint ?? "";
  let keys = credentials;
  const clientOf = (at: string) => {
    const client = new S3Client({
      endpoint: at,
      region: "us-east-1",
      forcePathStyle: true,
      credentials: keys,
    });
    clients.push(client);
    return client;
  };
  let s3: S3Client;
  beforeAll(async () => {
    if (endpoint === "") {
      const cloud = await startLocalCloud();
      closers.push(() => cloud.close());
      endpoint = cloud.endpoint;
      keys = cloud.credentials;
    }
    s3 = clientOf(endpoint);
    await s3.send(new CreateBucketCommand({ Bucket: bucket }));
  });
  afterAll(async () => {
    for (const client of clients) client.destroy();
    for (const close of closers) await close();
  });
  return {
    bucket,
    clientOf,
    get credentials() {
      return keys;
    },
    get endpoint() {
      return endpoint;
    },
    get s3() {
      return s3;
    },
  };
}
