import { mkdir, mkdtemp, readdir, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import { apiLogs, type Dataset, defineDataset } from "@cloudapi/core";
import { fileSource, folderSink, transform } from "@cloudapi/transform";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import * as z from "zod";
import { testServer } from "../../../scripts/lib/test-server.ts";
import { rowsOf } from "./support/compare-tables.ts";
import { query, withDuckDb } from "./support/duckdb.ts";
import { type JobEnd, type JobRun, runSparkJobs } from "./support/spark-jobs.ts";

const spark = testServer("CLOUDAPI_TEST_SPARK");
const logs = apiLogs as unknown as Dataset;
const other = defineDataset({ name: "api_logs", schema: z.object({ a: z.string() }) });
/** Its key's folders begin with an underscore, as hidden ones do. */
const tenants = defineDataset({
  name: "tenants",
  schema: z.object({ _tenant: z.string(), on: z.iso.date() }),
  eventTime: "on",
  partition: { by: ["_tenant"], granularity: "month", layout: "hive" },
}) as unknown as Dataset;
let folder = "";
let ends: ReadonlyMap<string, JobEnd> = new Map();

/** A line of a request on a day of January 2025. */
function line(day: number, endpoint: string, status = 200): string {
  const timestamp = `2025-01-${day}T12:00:00Z`;
  return `${JSON.stringify({ timestamp, endpoint, status_code: status })}\n`;
}

/** The endpoints that a table has, in order. */
async function endpointsOf(table: string): Promise<string[]> {
  const sql = `SELECT day || ' ' || endpoint AS shown FROM ${rowsOf(join(folder, table))} ORDER BY 1`;
  return withDuckDb(async (connection) =>
    (await query(connection, sql)).map(({ shown }) => String(shown)),
  );
}

function job(name: string, table: string, more: readonly string[], rest: object = {}): JobRun {
  return { name, dataset: logs, args: ["--target", join(folder, table), ...more], ...rest };
}

describe.skipIf(spark === undefined)("runs of a Spark job", () => {
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), "spark-runs-"));
    const at = (...path: string[]) => join(folder, ...path);
    const files: Record<string, string> = {
      "raw/a.ndjson": line(15, "/a") + line(16, "/a") + line(15, "/bad", 99),
      "raw/_hidden/x.ndjson": line(15, "/hidden"),
      "later/a.ndjson": line(15, "/a2"),
      "later/b.ndjson": line(15, "/b"),
      "day/c.ndjson": line(15, "/c"),
      "array/a.json": `[${line(15, "/a").trim()},\n${line(15, "/a").trim()}]`,
      "emptied/a.ndjson": line(15, "/a"),
      "blank/a.ndjson": "\n \n",
      "packed/a.ndjson.bz2": "",
      "bad/a.ndjson": line(15, "/a", 99),
      "named/_a.ndjson": line(15, "/a"),
      "named.txt": `${at("named", "_a.ndjson")}\n`,
      "grown/a.ndjson": line(15, "/a") + line(15, "/b"),
      "tenants/a.ndjson": '{"_tenant":"a","on":"2025-01-15"}\n{"_tenant":"b","on":"2025-01-15"}\n',
      "list.txt": `${at("day", "c.ndjson")}\n\n${at("raw", "none.ndjson")}\n`,
      "lines.txt": `${at("day", "c.ndjson")}\n`,
      // What runs left that were killed while they wrote: of the same name, of one that begins with it, and of another contract.
      "table/_staging/api_logs.marks-0123abcd/_temporary/0/part-0": "half a file",
      "table/_staging/api_logs.marks-0123abcd-0123abcd/part-0": "half a file",
      "table/_staging/other.marks-0123abcd/part-0": "half a file",
    };
    const packed = gzipSync(line(15, "/a"));
    const binary: Record<string, Buffer> = {
      "cut/a.ndjson.gz": packed.subarray(0, -9),
      "damaged/a.ndjson.gz": Buffer.concat([packed, Buffer.from("x")]),
      "misnamed/a.ndjson": packed,
    };
    for (const [name, text] of Object.entries({ ...files, ...binary })) {
      await mkdir(join(folder, name, ".."), { recursive: true });
      await writeFile(join(folder, name), text);
    }
    await mkdir(at("empty"));
    await transform(logs, fileSource(at("day", "c.ndjson")), folderSink(at("ours")), {
      format: "json",
    });
    const table = (name: string, of: Dataset) =>
      `CREATE TABLE ${name} (a STRING) USING parquet TBLPROPERTIES ('cloudapi.contract_hash' = '${of.contractHash}')`;
    ends = await runSparkJobs(spark ?? "", at("scripts"), [
      job("first", "table", ["--source", at("raw"), "--bookmark", "marks", "--table", "ours"], {
        sql: [table("ours", logs), table("theirs", other as unknown as Dataset)],
      }),
      job("nothing new", "table", ["--source", at("raw"), "--bookmark", "marks"]),
      job("new", "table", ["--source", at("raw"), "--bookmark", "marks"], {
        moves: [[at("later", "b.ndjson"), at("raw", "b.ndjson")]],
      }),
      job("day", "again", ["--source", at("raw"), "--run_id", "r", "--JOB_NAME", "j"]),
      job("day again", "again", ["--source", `${at("raw")}/`], {
        moves: [[at("later", "a.ndjson"), at("raw", "a.ndjson")]],
      }),
      job("grown", "table", ["--source", at("raw"), "--bookmark", "marks"], {
        moves: [[at("grown", "a.ndjson"), at("raw", "a.ndjson")]],
      }),
      job("name", "none", ["--inputs", at("named.txt")]),
      {
        name: "tenants",
        dataset: tenants,
        args: ["--source", at("tenants"), "--target", at("tenants-table")],
      },
      job("partition", "again", ["--inputs", at("lines.txt"), "--write", "overwrite-partitions"]),
      job("array", "none", ["--source", at("array")]),
      ...["packed", "cut", "damaged", "misnamed"].map((name) =>
        job(name, "none", ["--source", at(name)]),
      ),
      job("not empty", "kept", ["--source", at("emptied")]),
      job("emptied", "kept", ["--source", at("emptied")], {
        moves: [[at("blank", "a.ndjson"), at("emptied", "a.ndjson")]],
      }),
      job("bad", "none", ["--source", at("bad")]),
      job("empty", "none", ["--source", at("empty")]),
      job("empty passes", "none", ["--source", at("empty"), "--empty_day", "pass"]),
      job("missing", "none", ["--inputs", at("list.txt")]),
      job("not its own", "ours", ["--source", at("day")]),
      job("other contract", "none", ["--source", at("day"), "--table", "theirs"]),
    ]);
  }, 480_000);
  afterAll(() => rm(folder, { recursive: true, force: true }));

  it("with a bookmark add the rows of new files, once", async () => {
    expect(ends.get("first")).toMatchObject({ files: 1, rowsValid: 2, codes: { too_small: 1 } });
    expect(ends.get("nothing new")).toMatchObject({ files: 0, rowsValid: 0 });
    expect(ends.get("new")).toMatchObject({ files: 1, rowsValid: 1 });
    expect(await endpointsOf("table")).toEqual(["15 /a", "15 /b", "16 /a"]);
  });

  it("remove what a run of the same name had staged when it was killed", async () => {
    const left = await readdir(join(folder, "table", "_staging"));
    expect(left.sort()).toEqual(["api_logs.marks-0123abcd-0123abcd", "other.marks-0123abcd"]);
  });

  it("over the same source replace what the run before wrote, and overwrite partitions where they are told to", async () => {
    expect(ends.get("day")).toMatchObject({ files: 2, rowsValid: 3, rowsRejected: 1 });
    // In place of /a and /b of the 15th is what the list of files has; the 16th had gone with the run before.
    expect(ends.get("day again")).toMatchObject({ files: 2, rowsValid: 2, rowsRejected: 0 });
    expect(ends.get("partition")).toMatchObject({ files: 1, rowsValid: 1 });
    expect(await endpointsOf("again")).toEqual(["15 /c"]);
    const left = await readdir(join(folder, "again"), { recursive: true });
    expect(left.filter((name) => /_staging\/|\.ndjson$/.test(name))).toEqual([]);
  });

  it("keep the rows that a source without any would replace", async () => {
    expect(ends.get("not empty")).toMatchObject({ rowsValid: 1 });
    expect(await endpointsOf("kept")).toEqual(["15 /a"]);
  });

  it("keep rows whose folders begin with an underscore", async () => {
    expect(ends.get("tenants")).toMatchObject({ rowsValid: 2 });
    const sql = `SELECT count(*)::INT AS rows FROM ${rowsOf(join(folder, "tenants-table"))}`;
    expect(await withDuckDb((connection) => query(connection, sql))).toEqual([{ rows: 2 }]);
  });

  it("leave a mark at which the engine stops", async () => {
    const run = transform(logs, line(15, "/x"), folderSink(join(folder, "again")), {
      sourceId: "x",
    });
    await expect(run).rejects.toMatchObject({ code: "WRITTEN_BY_SPARK" });
  });

  it("leave the contract's hash in every footer", async () => {
    const sql = `SELECT DISTINCT value::VARCHAR AS value FROM parquet_kv_metadata('${join(folder, "table")}/**/*.parquet')
      WHERE key = 'org.apache.spark.sql.parquet.row.metadata'`;
    const footers = await withDuckDb((connection) => query(connection, sql));
    expect(footers).toHaveLength(1);
    expect(String(footers[0]?.["value"])).toContain(logs.contractHash);
  });

  it.each([
    ["array", "begins with [, as a JSON array does"],
    ["packed", "is compressed, and not by gzip"],
    ["cut", "can't be decompressed: it ends in the middle"],
    ["damaged", "can't be decompressed: it has bytes that are no gzip"],
    ["misnamed", "begins as gzip does"],
    ["emptied", "have no row, and those of the run before had some"],
    ["bad", "1 of 1 rows were rejected, so none was published"],
    ["empty", "There is no file under"],
    ["missing", "none.ndjson, which --inputs lists"],
    ["name", "its name is one that Spark passes over"],
    ["grown", "when its rows were added, and has"],
    ["not its own", "is written by CloudAPI's own engine (_manifests/)"],
    ["other contract", `The table theirs has the contract ${other.contractHash}`],
  ])("stop before anything is published: %s", async (name, message) => {
    expect(ends.get(name)?.stopped).toContain(message);
    const written = await readdir(join(folder, "none"), { recursive: true });
    expect(written.filter((file) => file.endsWith(".parquet"))).toEqual([]);
  });

  it("pass over a day without files where it may be empty", () => {
    expect(ends.get("empty passes")).toMatchObject({ files: 0, rowsValid: 0 });
  });
});
