import { memorySink } from "@cloudapi/transform";
import { expect, it } from "vitest";
import { fakeSource, people } from "../../test/support/fake-source.ts";
import { ingest, ndjsonTarget, rawTarget } from "../index.ts";
import { buildCrawler } from "./index.ts";

const INPUT = {
  name: "lake",
  roleArn: "arn:aws:iam::123456789012:role/crawler",
  database: "datalake_db",
  tablePrefix: "ms1_",
};

it("defines a crawler that makes one table for each folder, and says which", async () => {
  const sink = { ...memorySink(), location: "s3://ms1-bucket/lake/", prefix: "lake/" };
  const source = fakeSource([people("users", 2), people("orders", 2)]);
  const report = await ingest({ source, target: ndjsonTarget(sink) });
  const { request, tables } = buildCrawler(report, { ...INPUT, schedule: "cron(15 2 * * ? *)" });
  expect(tables).toEqual([
    { table: "ms1_users", location: "s3://ms1-bucket/lake/users/" },
    { table: "ms1_orders", location: "s3://ms1-bucket/lake/orders/" },
  ]);
  expect(request).toMatchObject({
    DatabaseName: "datalake_db",
    TablePrefix: "ms1_",
    Schedule: "cron(15 2 * * ? *)",
    Targets: {
      S3Targets: [
        { Path: "s3://ms1-bucket/lake/users/" },
        { Path: "s3://ms1-bucket/lake/orders/" },
      ],
    },
  });
  expect(JSON.parse(request.Configuration ?? "")).toMatchObject({
    Grouping: { TableLevelConfiguration: 3 },
  });
});

it("refuses a run that has nothing for a crawler", async () => {
  const source = fakeSource([people("users", 2)]);
  const raw = await ingest({ source, target: rawTarget(memorySink()) });
  expect(() => buildCrawler(raw, INPUT)).toThrow("no table that a crawler could find");
  const lines = await ingest({ source, target: ndjsonTarget(memorySink()) });
  expect(() => buildCrawler(lines, INPUT)).toThrow("a crawler reads S3");
});
