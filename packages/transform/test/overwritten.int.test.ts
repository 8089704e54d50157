import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { apiLogs } from "@cloudapi/core";
import { expect, it } from "vitest";
import { folderSink, listDataFiles, transform } from "../src/index.ts";
import { query, withDuckDb } from "./support/duckdb.ts";
import { overwrite, rowsOn } from "./support/overwrites.ts";

it("DuckDB reads the rows that took the place of others, in a list as in the files of manifests", async () => {
  const folder = await mkdtemp(join(tmpdir(), "overwritten-"));
  const sink = folderSink(folder);
  for (const sourceId of ["a", "b"])
    await transform(apiLogs, rowsOn(`/${sourceId}`, [1, 2, 3], 2), sink, { sourceId });
  await overwrite(sink, "c", [2, 4], 3);
  await overwrite(sink, "d", [4], 1);
  const files = await listDataFiles(sink, { dataset: apiLogs });
  const named = `[${files.map(({ key }) => `'${join(folder, key)}'`).join(", ")}]`;
  const counts = (from: string) =>
    withDuckDb((connection) =>
      query(
        connection,
        `SELECT endpoint, day("timestamp")::INTEGER AS day, count(*)::INTEGER AS count FROM read_parquet(${from}, hive_partitioning = false) GROUP BY ALL ORDER BY day, endpoint`,
      ),
    );
  const wanted = [
    { endpoint: "/a", day: 1, count: 2 },
    { endpoint: "/b", day: 1, count: 2 },
    { endpoint: "/c", day: 2, count: 3 },
    { endpoint: "/a", day: 3, count: 2 },
    { endpoint: "/b", day: 3, count: 2 },
    { endpoint: "/d", day: 4, count: 1 },
  ];
  expect(await counts(`'${folder}/*/*/*/*.parquet'`)).toEqual(wanted);
  expect(await counts(named)).toEqual(wanted);
  await rm(folder, { recursive: true });
});
