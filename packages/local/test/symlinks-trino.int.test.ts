import { S3Client } from "@aws-sdk/client-s3";
import { apiLogs } from "@cloudapi/core";
import { compact, repair, transform, vacuum, writeSymlinks } from "@cloudapi/transform";
import { s3Sink } from "@cloudapi/transform/s3";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { testServer } from "../../../scripts/lib/test-server.ts";
import { useLake } from "../../athena/test/use-lake.ts";
import { type TrinoOnCloud, trinoOnCloud } from "./iceberg/trino-on-cloud.ts";

const server = testServer("CLOUDAPI_TEST_TRINO_ICEBERG");
const dataset = apiLogs;
const LONG = { timeout: 200_000 };
const lake = useLake();
let trino: TrinoOnCloud;
let s3: S3Client;

function sinkAt(location: string) {
  const [, bucket = "", prefix = ""] = /^s3:\/\/([^/]+)\/(.*)$/.exec(location) ?? [];
  return s3Sink(s3, { bucket, prefix });
}

/** So many rows on each of some days of January. */
function rowsOn(rows: number, ...days: readonly number[]): string {
  return days
    .flatMap((day) =>
      Array.from(
        { length: rows },
        (_, i) => `{"timestamp":"2025-01-${day}T10:00:0${i}Z","endpoint":"/a","status_code":200}\n`,
      ),
    )
    .join("");
}

/** A lake with the rows of two sources, and a table over its symlink manifests. */
async function newTable(table: string) {
  const location = lake.newLocation();
  const sink = sinkAt(location);
  await transform(dataset, rowsOn(3, 15, 16), sink, { sourceId: "a" });
  await transform(dataset, rowsOn(2, 16, 17), sink, { sourceId: "b" });
  await writeSymlinks(sink, { dataset });
  await lake.createTable(dataset, { location, table, symlinks: true });
  return sink;
}

const countsOf = (table: string) =>
  `SELECT "day", count(*) FROM ${table} WHERE "year" = 2025 AND "month" = 1 GROUP BY "day" ORDER BY "day"`;

/** The rows of each day, as Trino counts them. */
async function counts(table: string): Promise<string> {
  return (await trino.run(countsOf(table))).map((row) => row.join(" ")).join(", ");
}

describe.skipIf(server === undefined)("Trino's Hive connector", () => {
  beforeAll(async () => {
    s3 = new S3Client(lake.clientConfig);
    trino = await trinoOnCloud(server ?? "", lake.clientConfig, "hive");
  });
  afterAll(async () => {
    s3?.destroy();
    await trino?.close();
  });

  it("reads what symlink manifests name, after each change of a table", LONG, async () => {
    const sink = await newTable("linked");
    expect(await counts("linked")).toBe("15 3, 16 5, 17 2");
    const [row] = await trino.run(
      `SELECT CAST("timestamp" AS varchar), endpoint, status_code, "path" FROM (SELECT *, "$path" AS "path" FROM linked) WHERE "day" = 15 ORDER BY "timestamp" LIMIT 1`,
    );
    expect(row?.slice(0, 3)).toEqual(["2025-01-15 10:00:00.000", "/a", "200"]);
    expect(row?.[3]).toContain(`${sink.location}`);
    await transform(dataset, rowsOn(4, 15), sink, { sourceId: "a" });
    expect(await counts("linked")).toBe("15 4, 16 2, 17 2");
    await transform(dataset, rowsOn(1, 16), sink, { sourceId: "c" });
    const report = await compact(sink, { dataset });
    expect([report.filesBefore, report.filesAfter]).toEqual([2, 1]);
    expect(await counts("linked")).toBe("15 4, 16 3, 17 2");
    const options = { sourceId: "d", mode: "overwritePartitions" } as const;
    await transform(dataset, rowsOn(7, 16, 18), sink, options);
    expect(await counts("linked")).toBe("15 4, 16 7, 17 2, 18 7");
    await vacuum(sink, { dataset, olderThanMs: 0 });
    await repair(sink, { dataset, olderThanMs: 0 });
    expect(await counts("linked")).toBe("15 4, 16 7, 17 2, 18 7");
  });

  it("reads a day as one run or another wrote it while runs replace it", LONG, async () => {
    const sink = await newTable("busy");
    let isDone = false;
    let [ofA, ofD] = [3, 0];
    const published = [String(ofA)];
    const runs = (async () => {
      for (let i = 0; i < 12; i++) {
        const rows = 4 + (i % 5);
        const mode = i % 3 === 2 ? ("overwritePartitions" as const) : undefined;
        const sourceId = mode === undefined ? "a" : "d";
        [ofA, ofD] = mode === undefined ? [rows, ofD] : [0, rows];
        published.push(String(ofA + ofD));
        await transform(dataset, rowsOn(rows, 15), sink, { sourceId, mode });
      }
      isDone = true;
    })();
    const seen: (string | null | undefined)[] = [];
    while (!isDone) {
      const answer = await trino.ask(
        `SELECT count(*) FROM busy WHERE "year" = 2025 AND "day" = 15`,
      );
      seen.push("error" in answer ? answer.error : answer.rows[0]?.[0]);
    }
    await runs;
    // A file may be removed after its manifest has been read.
    const gone = ["HIVE_CANNOT_OPEN_SPLIT", "HIVE_FILE_NOT_FOUND"];
    const counted = seen.filter((each) => !gone.includes(each ?? ""));
    expect(counted.length).toBeGreaterThan(0);
    expect(published).toEqual(expect.arrayContaining(counted));
    expect(await counts("busy")).toBe(`15 ${published.at(-1)}, 16 2, 17 2`);
  });
});
