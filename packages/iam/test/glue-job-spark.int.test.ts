import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { CreateBucketCommand, PutObjectCommand, S3Client } from "@aws-sdk/client-s3";
import { type LocalCloud, startLocalCloud } from "@cloudapi/local";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { testServer } from "../../../scripts/lib/test-server.ts";
import { SPARK_CASES } from "../../transform/test/support/spark-contracts.ts";
import { type JobEnd, runSparkJobs, s3aSettings } from "../../transform/test/support/spark-jobs.ts";
import { buildGlueJobPolicy, type PolicyDocument } from "../src/index.ts";

// The compiled job on real Spark, over Hadoop's S3A with what Glue 5 has set, with the rights of its role alone.

const SPARK = testServer("CLOUDAPI_TEST_SPARK");
const JARS = testServer("CLOUDAPI_TEST_SPARK_S3");
const isReady = SPARK !== undefined && JARS !== undefined;
const { dataset, right } = SPARK_CASES.logs;
const DONE = { files: 1, rowsValid: 1, rowsRejected: 1 };

function policyFor(bucket: string): PolicyDocument {
  return buildGlueJobPolicy({
    region: "us-east-1",
    accountId: "000000000000",
    scriptLocation: "s3://raw/scripts/job.py",
    sources: [{ bucket: "raw", prefix: "deep/in/" }],
    targets: [
      { bucket, prefix: "a/b/api_logs/" },
      { bucket, prefix: "rejected/" },
    ],
  });
}

function without(policy: PolicyDocument, sid: string): PolicyDocument {
  return { ...policy, Statement: policy.Statement.filter(({ Sid }) => Sid !== sid) };
}

function argumentsOf(bucket: string, ...more: string[]): string[] {
  return ["--source", "s3a://raw/deep/in/", "--target", `s3a://${bucket}/a/b/api_logs/`, ...more];
}

const JOBS = [
  ["first", argumentsOf("lake")],
  ["again", argumentsOf("lake")],
  ["partitions", argumentsOf("lake", "--write", "overwrite-partitions")],
  ["bookmark", argumentsOf("lake", "--bookmark", "nightly")],
  ["aside", argumentsOf("lake", "--quarantine", "s3a://lake/rejected/")],
  ["blind", argumentsOf("blind")],
].map(([name, args]) => ({ name: String(name), dataset, args: args as string[] }));

describe.skipIf(!isReady)("a Spark job with the policy that is built for it", () => {
  let cloud: LocalCloud;
  let folder = "";
  let ends: ReadonlyMap<string, JobEnd> = new Map();

  /** A user of the cloud as S3A takes one for a bucket. */
  function signsFor(bucket: string, policy: PolicyDocument): string[] {
    const { credentials } = cloud.putUser(bucket, { policies: { own: policy } }).clientConfig;
    const of = `spark.hadoop.fs.s3a.bucket.${bucket}`;
    return [
      `${of}.access.key=${credentials.accessKeyId}`,
      `${of}.secret.key=${credentials.secretAccessKey}`,
    ];
  }

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), "cloudapi-glue-job-"));
    cloud = await startLocalCloud({ enforce: true });
    const s3 = new S3Client({ ...cloud.clientConfig, forcePathStyle: true });
    for (const Bucket of ["raw", "lake", "blind"])
      await s3.send(new CreateBucketCommand({ Bucket }));
    const Body = [JSON.stringify(right()), "{", ""].join("\n");
    await s3.send(new PutObjectCommand({ Bucket: "raw", Key: "deep/in/a.ndjson", Body }));
    const more = [
      ...signsFor("raw", policyFor("lake")),
      ...signsFor("lake", policyFor("lake")),
      ...signsFor("blind", without(policyFor("blind"), "TellMissing")),
      // The default of Hadoop before 3.4: folder markers are taken away where files lie under them.
      "spark.hadoop.fs.s3a.directory.marker.retention=delete",
    ].flatMap((setting) => ["--conf", setting]);
    const settings = [...s3aSettings(JARS ?? "", cloud.endpoint), ...more];
    ends = await runSparkJobs(SPARK ?? "", folder, JOBS, settings);
  }, 900_000);
  afterAll(async () => {
    await cloud?.close();
    await rm(folder, { recursive: true, force: true });
  });

  const callsOf = (...users: string[]) =>
    cloud.calls.filter(({ principal }) =>
      users.some((user) => principal.endsWith(`:user/${user}`)),
    );

  it.each(["first", "again", "partitions", "bookmark", "aside"])("runs: %s", (name) => {
    expect(ends.get(name)).toMatchObject(DONE);
  });

  it("is denied nothing of all that it asks", () => {
    const calls = callsOf("raw", "lake");
    expect(calls.filter(({ decision }) => decision !== "allow")).toEqual([]);
    const asked = new Set(calls.map(({ operation }) => operation));
    for (const operation of ["HeadObject", "ListObjectsV2", "CopyObject", "DeleteObjects"])
      expect(asked).toContain(operation);
  });

  it("asks about the folders themselves, and takes marks of those above them away", () => {
    const asked = new Set(callsOf("raw", "lake").map(({ action, resource }) => action + resource));
    for (const key of [
      "s3:GetObjectarn:aws:s3:::raw/deep/in",
      "s3:GetObjectarn:aws:s3:::lake/a/b/api_logs",
      "s3:DeleteObjectarn:aws:s3:::lake/a/b/",
      "s3:DeleteObjectarn:aws:s3:::lake/a/",
    ])
      expect(asked).toContain(key);
  });

  it("stops where a missing file is not told from one that may not be read", () => {
    expect(ends.get("blind")?.stopped).toContain("AccessDenied");
  });
});
