import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { isDeepStrictEqual } from "node:util";
import {
  CreateBucketCommand,
  GetObjectCommand,
  PutObjectCommand,
  paginateListObjectsV2,
  S3Client,
} from "@aws-sdk/client-s3";
import { folderSink, transform } from "@cloudapi/transform";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { testServer } from "../../../scripts/lib/test-server.ts";
import { s3Source } from "../src/s3/index.ts";
import { compileSparkJob } from "../src/spark/index.ts";
import { compareTables, rowsOf } from "./support/compare-tables.ts";
import { query, withDuckDb } from "./support/duckdb.ts";
import { faultyLines, randomOf } from "./support/faulty-lines.ts";
import { listFolder } from "./support/list-folder.ts";
import { SPARK_CASES } from "./support/spark-contracts.ts";
import { type JobEnd, runSparkJobs, s3aSettings, sparkSubmit } from "./support/spark-jobs.ts";

// Jobs whose files are in S3: on a real server, by the S3A of Hadoop; the driver is killed, and the job run again.

const SPARK = testServer("CLOUDAPI_TEST_SPARK");
const JARS = testServer("CLOUDAPI_TEST_SPARK_S3");
const ENDPOINT = testServer("CLOUDAPI_TEST_S3_VERSITYGW");
const isReady = SPARK !== undefined && JARS !== undefined && ENDPOINT !== undefined;
/** Steps before which the driver is killed, and how often it is killed at any time: by hand, all of them and many. */
const STEPS = (process.env["CLOUDAPI_TEST_SPARK_STEPS"] ?? "5,8,10").split(",").map(Number);
const TIMES = Number(process.env["CLOUDAPI_TEST_SPARK_TIMES"] ?? 1);
const LINES = 1000;
const KILLER = fileURLToPath(new URL("support/killed-spark.py", import.meta.url));
const { dataset, right, at } = SPARK_CASES.logs;
const random = randomOf(41);
const KILLS = [
  ...STEPS.map((step) => ({
    name: `before step ${step}`,
    table: `step-${step}`,
    step,
    afterMs: undefined,
  })),
  ...Array.from({ length: TIMES }, (_, i) => ({
    name: `after a while (${i + 1})`,
    table: `time-${i + 1}`,
    step: 0,
    afterMs: 8000 + random(14_000),
  })),
];
const SAME = { missing: 0, added: 0, areAllRows: true, areAllFiles: true, staged: [] };
const settings = isReady ? s3aSettings(JARS, ENDPOINT) : [];

describe.skipIf(!isReady)("a Spark job over S3A", () => {
  let folder = "";
  let script = "";
  let before: ReadonlyMap<string, JobEnd> = new Map();
  let after: ReadonlyMap<string, JobEnd> = new Map();
  const killed = new Map<string, string>();
  const strange = new Map<string, unknown>();
  const bucket = `spark-${crypto.randomUUID()}`;
  const s3 = new S3Client({
    endpoint: ENDPOINT ?? "",
    region: "us-east-1",
    forcePathStyle: true,
    credentials: {
      accessKeyId: process.env["CLOUDAPI_TEST_ACCESS_KEY"] ?? "AKIAIOSFODNN7EXAMPLE",
      secretAccessKey:
        process.env["CLOUDAPI_TEST_SECRET_KEY"] ?? "wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY",
    },
  });

  /** Put files of lines in place of those that are there, and what the engine makes of them into a folder. */
  async function putLines(version: string, seed: number): Promise<void> {
    const first = Buffer.from(`${JSON.stringify(right())}\n`);
    const bodies = {
      "raw/a b+%20é.ndjson": Buffer.concat([first, faultyLines(right, { lines: LINES, seed, at })]),
      "raw/cut.ndjson": Buffer.concat([first, Buffer.from('{"endpoint":"/')]),
      "raw/_SUCCESS": Buffer.alloc(0),
    };
    for (const [key, body] of Object.entries(bodies)) {
      await s3.send(new PutObjectCommand({ Bucket: bucket, Key: key, Body: body }));
      const sink = folderSink(join(folder, version));
      if (body.length > 0)
        await transform(dataset, s3Source(s3, { bucket, key }), sink, { format: "json" });
    }
  }

  /** Bring what readers see of a table to a folder of this machine; its keys. */
  async function fetchTable(table: string, into: string): Promise<string[]> {
    const keys: string[] = [];
    await rm(into, { recursive: true, force: true });
    for await (const { Contents = [] } of paginateListObjectsV2(
      { client: s3 },
      { Bucket: bucket, Prefix: `${table}/` },
    ))
      for (const { Key: key = "" } of Contents) {
        if (key.endsWith("/")) continue;
        keys.push(key.slice(table.length + 1));
        const { Body } = await s3.send(new GetObjectCommand({ Bucket: bucket, Key: key }));
        const path = join(into, key.slice(table.length + 1));
        await mkdir(dirname(path), { recursive: true });
        await writeFile(path, (await Body?.transformToByteArray()) ?? "");
      }
    return keys;
  }

  const argumentsOf = (table: string) => [
    "--source",
    `s3a://${bucket}/raw/`,
    "--target",
    `s3a://${bucket}/${table}`,
  ];

  async function runJobs(tables: readonly string[]): Promise<ReadonlyMap<string, JobEnd>> {
    const jobs = tables.map((name) => ({ name, dataset, args: argumentsOf(name) }));
    return runSparkJobs(SPARK ?? "", join(folder, "scripts"), jobs, settings);
  }

  /** Run the job in a process of its own, killed before a step or after a while, and say whether it was. */
  async function runKilled(args: readonly string[], step: number, afterMs?: number) {
    const submit = sparkSubmit(SPARK ?? "", [...settings, KILLER, script, String(step), ...args]);
    const child = spawn(submit.command, submit.args, {
      env: submit.env,
      detached: true,
      stdio: "ignore",
    });
    const kill = () => process.kill(-(child.pid ?? 0), "SIGKILL");
    const timer = afterMs === undefined ? undefined : setTimeout(kill, afterMs);
    const [code] = (await once(child, "close")) as [number | null];
    clearTimeout(timer);
    return code === 0 ? "ended" : "killed";
  }

  /** How many rows readers see that neither the run before nor this one has. */
  async function strangeRows(table: string): Promise<unknown> {
    await fetchTable(table, join(folder, "fetched"));
    const [seen, first, second] = ["fetched", "first", "second"].map((name) =>
      rowsOf(join(folder, name)),
    );
    const columns = dataset.columns.map(({ name }) => name).join();
    const sql = `SELECT count(*)::INT AS rows FROM (SELECT ${columns} FROM ${seen} EXCEPT (SELECT ${columns} FROM ${first} UNION SELECT ${columns} FROM ${second}))`;
    return withDuckDb(async (connection) => (await query(connection, sql))[0]?.["rows"]);
  }

  /** What a table has beside what the engine has of the same files, and what of a run is left in it. */
  async function compare(table: string, version: string, end: JobEnd | undefined): Promise<object> {
    const keys = await fetchTable(table, join(folder, "fetched"));
    const { rows, ...difference } = await compareTables(
      join(folder, version),
      join(folder, "fetched"),
    );
    const rejected = await Promise.all(
      [version, "fetched"].map((name) =>
        listFolder(join(folder, name, "_quarantine", dataset.name)),
      ),
    );
    return {
      ...difference,
      areAllRows: rows === end?.rowsValid,
      areAllFiles: isDeepStrictEqual(...(rejected as [string[], string[]])),
      staged: keys.filter((key) => key.startsWith("_staging/")),
    };
  }

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), "spark-s3-"));
    script = join(folder, "job.py");
    await writeFile(script, compileSparkJob(dataset).script ?? "");
    await s3.send(new CreateBucketCommand({ Bucket: bucket }));
    await putLines("first", 51);
    before = await runJobs(["whole", ...KILLS.map(({ table }) => table)]);
    await fetchTable("whole", join(folder, "whole"));
    await putLines("second", 52);
    for (const { table, step, afterMs } of KILLS) {
      killed.set(table, await runKilled(argumentsOf(table), step, afterMs));
      strange.set(table, await strangeRows(table));
    }
    after = await runJobs(["whole", ...KILLS.map(({ table }) => table)]);
  }, 900_000);
  afterAll(() => rm(folder, { recursive: true, force: true }));

  it("writes what the engine writes, and replaces it", { timeout: 300_000 }, async () => {
    expect(before.get("whole")).toMatchObject({ files: 2 });
    expect(await compareTables(join(folder, "first"), join(folder, "whole"))).toEqual({
      rows: before.get("whole")?.rowsValid,
      missing: 0,
      added: 0,
    });
    expect(await compare("whole", "second", after.get("whole"))).toEqual(SAME);
  });

  it.each(KILLS.map((kill) => [kill.name, kill] as const))(
    "has one result when the driver was killed %s, and the job is run again",
    { timeout: 300_000 },
    async (_, { table, step }) => {
      // At a time of its own, it may have ended before.
      expect(step > 0 && killed.get(table)).toBe(step > 0 && "killed");
      expect(strange.get(table)).toBe(0);
      expect(await compare(table, "second", after.get(table))).toEqual(SAME);
    },
  );
});
