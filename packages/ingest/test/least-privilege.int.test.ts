import { GlueClient } from "@aws-sdk/client-glue";
import {
  CreateBucketCommand,
  GetBucketPolicyCommand,
  GetObjectCommand,
  ListObjectsV2Command,
  PutObjectCommand,
  S3Client,
} from "@aws-sdk/client-s3";
import { type Dataset, defineDataset } from "@cloudapi/core";
import { buildIngesterPolicy, buildTrustPolicy } from "@cloudapi/iam";
import { formatCalls, type LocalCloud, startLocalCloud } from "@cloudapi/local";
import { s3Sink } from "@cloudapi/transform/s3";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import * as z from "zod";
import { ensureCatalog } from "../src/glue/index.ts";
import {
  type IngestTarget,
  ingest,
  ingestFiles,
  ndjsonTarget,
  parquetTarget,
} from "../src/index.ts";
import { fakeSource, people, person } from "./support/fake-source.ts";

const BUCKET = "lake-of-one";
const DATABASE = "datalake_db";
let cloud: LocalCloud;
let root: S3Client;
let s3: S3Client;
let glue: GlueClient;

/** The cloud enforces, and the run has the session of a role that may do what its policy says. */
beforeAll(async () => {
  cloud = await startLocalCloud({ enforce: true });
  root = new S3Client(cloud.clientConfig);
  for (const Bucket of [BUCKET, `${BUCKET}-other`])
    await root.send(new CreateBucketCommand({ Bucket }));
  for (const Key of ["shop/kept", "shopping/kept", "other/kept"])
    await root.send(new PutObjectCommand({ Bucket: BUCKET, Key, Body: "x" }));
  const { region, accountId } = cloud;
  const policy = buildIngesterPolicy({
    targets: [{ bucket: BUCKET, prefix: "shop/" }],
    database: DATABASE,
    tables: ["nd_users", "pq_users", "ndi_users", "pqi_users"],
    region,
    accountId,
  });
  const service = "lambda.amazonaws.com";
  const trust = buildTrustPolicy({ service, accountId });
  const { arn } = cloud.putRole("ingester", { trust, policies: { policy } });
  const { clientConfig } = cloud.serviceSession({ roleArn: arn, service });
  s3 = new S3Client(clientConfig);
  glue = new GlueClient(clientConfig);
});
afterAll(async () => {
  for (const client of [root, s3, glue]) client.destroy();
  await cloud.close();
});

/** What the role was denied since so many decisions, but for asking after objects that are not there. */
function deniedSince(start: number): string {
  const denied = cloud.calls.slice(start).filter(({ decision }) => decision !== "allow");
  // S3 asks for the right to list before it says that an object is missing.
  return formatCalls(denied.filter(({ action }) => action !== "s3:ListBucket"));
}

describe("under the policy that is built for it", () => {
  it.each([
    ["JSON Lines", ndjsonTarget, "full", "nd_"],
    ["Parquet", parquetTarget, "full", "pq_"],
    ["JSON Lines", ndjsonTarget, "incremental", "ndi_"],
    ["Parquet", parquetTarget, "incremental", "pqi_"],
  ] as const)("a run into %s is written, registered and done again", async (...row) => {
    const [, targetOf, mode, tablePrefix] = row;
    const start = cloud.calls.length;
    const users = people("users", 10);
    const source = fakeSource([users]);
    const sink = s3Sink(s3, { bucket: BUCKET, prefix: `shop/${tablePrefix}` });
    const target: IngestTarget = targetOf(sink);
    for (let run = 0; run < 3; run++) {
      users.rows = [...users.rows, person(users.rows.length + 1)];
      const report = await ingest({ source, target, mode });
      const said = report.tables.map((each) => (each.status === "done" ? "done" : each.message));
      expect(said).toEqual(["done"]);
      const made = await ensureCatalog(glue, report, { database: DATABASE, tablePrefix });
      expect(made.map(({ status }) => status)).toEqual(["done"]);
    }
    expect(deniedSince(start)).toBe("");
  });

  it("files are loaded by a policy of raw/, _ingest/ and _quarantine/, and nothing else is granted", async () => {
    const { region, accountId } = cloud;
    const folders = ["raw/", "_ingest/", "_quarantine/"];
    const policy = buildIngesterPolicy({
      targets: folders.map((prefix) => ({ bucket: BUCKET, prefix })),
      region,
      accountId,
    });
    const service = "ecs-tasks.amazonaws.com";
    const trust = buildTrustPolicy({ service, accountId });
    const { arn } = cloud.putRole("files", { trust, policies: { policy } });
    const narrow = new S3Client(cloud.serviceSession({ roleArn: arn, service }).clientConfig);
    const start = cloud.calls.length;
    const line = (id: string) => Buffer.from(`${JSON.stringify({ id })}\n`);
    const file = {
      sourceId: "lines.ndjson",
      async *[Symbol.asyncIterator]() {
        yield line("a");
        yield await Promise.resolve(line(""));
      },
    };
    const dataset = defineDataset({
      name: "lines",
      schema: z.object({ id: z.string().min(1) }),
    }) as unknown as Dataset;
    const input = { source: "web", files: [file], dataset };
    const loadTime = new Date("2025-01-15T10:30:45Z");
    for (let run = 0; run < 2; run++) {
      const sink = s3Sink(narrow, { bucket: BUCKET });
      const report = await ingestFiles({ ...input, sink }, { loadTime });
      expect(report).toMatchObject({ failed: [], rowsWritten: 1, rowsRejected: 1 });
    }
    expect(deniedSince(start)).toBe("");
    const { Contents = [] } = await root.send(new ListObjectsV2Command({ Bucket: BUCKET }));
    const written = Contents.map(({ Key = "" }) => Key.slice(0, Key.indexOf("/") + 1));
    expect(written).toEqual(expect.arrayContaining(folders));
    const elsewhere = s3Sink(narrow, { bucket: BUCKET, prefix: "web/" });
    const other = await ingestFiles({ ...input, sink: elsewhere }, { loadTime });
    expect(other.files).toMatchObject([{ status: "failed", code: "ACCESS_DENIED" }]);
    narrow.destroy();
  });

  it("leaves the neighbours alone: other prefixes, buckets, databases and tables", async () => {
    const at = (Bucket: string, Key: string) => ({ Bucket, Key });
    const neighbours: Promise<unknown>[] = [
      s3.send(new GetObjectCommand(at(BUCKET, "other/kept"))),
      s3.send(new GetObjectCommand(at(BUCKET, "shopping/kept"))),
      s3.send(new PutObjectCommand({ ...at(BUCKET, "shopping/new"), Body: "x" })),
      s3.send(new PutObjectCommand({ ...at(`${BUCKET}-other`, "shop/new"), Body: "x" })),
      s3.send(new ListObjectsV2Command({ Bucket: BUCKET, Prefix: "shopping/" })),
      s3.send(new ListObjectsV2Command({ Bucket: BUCKET })),
      s3.send(new GetBucketPolicyCommand({ Bucket: BUCKET })),
    ];
    const answers = await Promise.all(
      neighbours.map((call) =>
        call.then(
          () => "done",
          ({ name }: Error) => name,
        ),
      ),
    );
    expect(new Set(answers)).toEqual(new Set(["AccessDenied"]));
    const report = await ingest({
      source: fakeSource([people("users", 1)]),
      target: ndjsonTarget(s3Sink(s3, { bucket: BUCKET, prefix: "shop/third" })),
    });
    for (const place of [
      { database: DATABASE, tablePrefix: "third_" },
      { database: "other_db", tablePrefix: "nd_" },
    ]) {
      const answer = await ensureCatalog(glue, report, place).then(
        (made) => made.map(({ status }) => status).join(","),
        ({ code }: { code?: string }) => code,
      );
      expect(answer).not.toBe("done");
    }
  });
});
