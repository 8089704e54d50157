import { GlueClient } from "@aws-sdk/client-glue";
import {
  CreateBucketCommand,
  GetBucketPolicyCommand,
  GetObjectCommand,
  ListObjectsV2Command,
  PutObjectCommand,
  S3Client,
} from "@aws-sdk/client-s3";
import { buildIngesterPolicy, buildTrustPolicy } from "@cloudapi/iam";
import { formatCalls, type LocalCloud, startLocalCloud } from "@cloudapi/local";
import { s3Sink } from "@cloudapi/transform/s3";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { ensureCatalog } from "../src/glue/index.ts";
import { type IngestTarget, ingest, ndjsonTarget, parquetTarget } from "../src/index.ts";
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
