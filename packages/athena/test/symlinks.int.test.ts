import { S3Client } from "@aws-sdk/client-s3";
import { apiLogs, defineDataset } from "@cloudapi/core";
import { memorySink, transform, writeSymlinks } from "@cloudapi/transform";
import { s3Sink } from "@cloudapi/transform/s3";
import { expect, it } from "vitest";
import * as z from "zod";
import { buildCreateTable } from "../src/index.ts";
import { useLake } from "./use-lake.ts";

const lake = useLake();

function sinkAt(location: string) {
  const [, bucket = "", prefix = ""] = /^s3:\/\/([^/]+)\/(.*)$/.exec(location) ?? [];
  return s3Sink(new S3Client(lake.clientConfig), { bucket, prefix });
}

const day = (date: string, rows: number) =>
  Array.from(
    { length: rows },
    (_, i) => `{"timestamp":"2025-01-${date}T10:00:0${i}Z","endpoint":"/a","status_code":200}\n`,
  ).join("");

it("a table over symlink manifests has what is published, whatever lies beside it", async () => {
  const location = lake.newLocation();
  const sink = sinkAt(location);
  await writeSymlinks(sink, { dataset: apiLogs });
  await lake.createTable(apiLogs, { location, table: "linked", symlinks: true });
  await lake.createTable(apiLogs, { location, table: "listed" });
  const counts = async (table: string) =>
    lake.rows(
      `SELECT day, count(*) AS n FROM ${table} WHERE year = 2025 GROUP BY day ORDER BY day`,
    );
  expect(await counts("linked")).toEqual([]);
  await transform(apiLogs, day("15", 3) + day("16", 2), sink, { sourceId: "a" });
  await transform(apiLogs, day("16", 4), sink, { sourceId: "b" });
  expect(await counts("linked")).toEqual([
    { day: 15, n: 3n },
    { day: 16, n: 6n },
  ]);
  const { objects } = await transform(apiLogs, day("16", 5), sink, { sourceId: "a" });
  // What a run that was killed may leave: a file that no manifest names.
  const copy = memorySink();
  await transform(apiLogs, day("16", 1), copy, { sourceId: "stray" });
  for (const [key, bytes] of copy.objects)
    if (key.endsWith(".parquet")) await lake.put(location, key, bytes);
  expect(objects).toHaveLength(1);
  expect(await counts("linked")).toEqual([{ day: 16, n: 9n }]);
  expect(await counts("listed")).toEqual([{ day: 16, n: 10n }]);
  expect(await lake.rows(`SELECT "$path" AS path FROM linked GROUP BY "$path"`)).toHaveLength(2);
});

it("works without partitions, and fails on a file that is gone", async () => {
  const readings = defineDataset({ name: "readings", schema: z.object({ n: z.int32() }) });
  const location = lake.newLocation();
  const sink = sinkAt(location);
  await transform(readings, '{"n":1}\n{"n":2}\n', sink, { sourceId: "a" });
  await writeSymlinks(sink, { dataset: readings });
  await lake.createTable(readings, { location, symlinks: true });
  expect(await lake.rows("SELECT sum(n) AS n FROM readings")).toEqual([{ n: 3n }]);
  await lake.put(location, "_symlinks/readings/manifest", `${location}gone.parquet\n`);
  await expect(lake.rows("SELECT * FROM readings")).rejects.toThrow("HIVE_CANNOT_OPEN_SPLIT");
  await lake.put(location, "_symlinks/readings/manifest", "no uri\n");
  await expect(lake.rows("SELECT * FROM readings")).rejects.toThrow("names no S3 object");
});

it("only Parquet has symlink manifests", () => {
  const input = { location: "s3://lake/t/", symlinks: true } as const;
  expect(buildCreateTable(apiLogs, input).sql).toContain(
    "LOCATION 's3://lake/t/_symlinks/api_logs/'",
  );
  expect(() => buildCreateTable(apiLogs, { ...input, format: "json" })).toThrow("Parquet");
  expect(() =>
    buildCreateTable(apiLogs, { location: "s3://lake/t/", symlinks: 1 as never }),
  ).toThrow("true or false");
});
