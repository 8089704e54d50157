import { appendFile, copyFile, mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type Dataset, defineDataset } from "@cloudapi/core";
import { fileSource, folderSink, transform } from "@cloudapi/transform";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { testServer } from "../../../scripts/lib/test-server.ts";
import { faultyLines } from "../../transform/test/support/faulty-lines.ts";
import { SPARK_CASES } from "../../transform/test/support/spark-contracts.ts";
import { type JobEnd, runSparkJobs } from "../../transform/test/support/spark-jobs.ts";
import { withTrinoRows } from "./raw-on-trino.ts";
import { compareRejected, compareRows, quarantineIn } from "./same-rows.ts";

// The same files through the engine, a compiled Spark job on real Spark, and a compiled transform on real Trino.

const TRINO = testServer("CLOUDAPI_TEST_TRINO_FILES");
const SPARK = testServer("CLOUDAPI_TEST_SPARK");
const ROWS = Number(process.env["CLOUDAPI_TEST_SAME_ROWS"] ?? 10_000);
const CHUNK = 100_000;
const TIMEOUT = 600_000 + ROWS * 5;

/** What the small parts of other tests would make slow. */
const FOR_MANY =
  ROWS <= CHUNK
    ? []
    : [
        "--driver-memory",
        "3g",
        "--conf",
        "spark.sql.files.maxPartitionBytes=16000000",
        "--conf",
        "spark.driver.extraJavaOptions=-XX:+UseParallelGC",
        "--conf",
        "spark.sql.codegen.wholeStage=true",
      ];

/** A folder of real logs that is not part of the repository. */
const REAL = process.env["CLOUDAPI_TEST_DATA"] ?? "";
const REAL_LOGS = [
  "openstack_nova_api",
  "apache_semicomplete",
  "nginx_shop_offset0330",
  "crowdsec_attack_traffic",
];

/** Logs of years that the contract's own partitions don't have, too. */
const anyYear = defineDataset({
  name: "real_logs",
  schema: SPARK_CASES.logs.dataset.schema,
  eventTime: "timestamp",
  partition: {
    granularity: "month",
    layout: "hive",
    range: { from: "2000-01-01", to: "2030-12-31" },
  },
}) as unknown as Dataset;

interface Case {
  readonly name: string;
  readonly dataset: Dataset;
  readonly write: (file: string) => Promise<void>;
}

const CASES: readonly Case[] = [
  { name: "generated", dataset: SPARK_CASES.logs.dataset, write: writeFaulty },
  ...REAL_LOGS.map((name) => ({
    name,
    dataset: anyYear,
    write: (file: string) => copyFile(join(REAL, `${name}.ndjson`), file),
  })).filter(() => REAL !== ""),
];

async function writeFaulty(file: string): Promise<void> {
  const { right, at } = SPARK_CASES.logs;
  await writeFile(file, `${JSON.stringify(right())}\n`);
  for (let begin = 0; begin < ROWS; begin += CHUNK) {
    const lines = Math.min(CHUNK, ROWS - begin);
    await appendFile(file, faultyLines(right, { lines, seed: 7 + begin, at }));
  }
}

describe.skipIf(TRINO === undefined || SPARK === undefined)("the same rows everywhere", () => {
  let folder = "";
  let ends: ReadonlyMap<string, JobEnd> = new Map();
  const inside = (name: string, part: string) => join(folder, name, part);

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), "same-rows-"));
    for (const { name, dataset, write } of CASES) {
      const raw = inside(name, "raw");
      await mkdir(raw, { recursive: true });
      await write(join(raw, "lines.ndjson"));
      const source = fileSource(join(raw, "lines.ndjson"));
      await transform(dataset, source, folderSink(inside(name, "ours")), {
        format: "json",
        maxQuarantineBytes: 4_000_000_000,
      });
    }
    const jobs = CASES.map(({ name, dataset }) => ({
      name,
      dataset,
      args: [
        "--source",
        inside(name, "raw"),
        "--target",
        inside(name, "spark"),
        "--max_quarantine_bytes",
        "4000000000",
      ],
    }));
    ends = await runSparkJobs(SPARK ?? "", join(folder, "scripts"), jobs, FOR_MANY);
  }, TIMEOUT);
  afterAll(() => rm(folder, { recursive: true, force: true }));

  it.each(CASES.map((each) => [each.name, each] as const))(
    "Spark: %s",
    { timeout: TIMEOUT },
    async (name, { dataset }) => {
      expect(ends.get(name)).not.toHaveProperty("stopped");
      const ours = await quarantineIn(inside(name, "ours"));
      expect(
        await compareRows(
          dataset,
          inside(name, "ours"),
          join(inside(name, "spark"), "**/*.parquet"),
        ),
      ).toEqual({
        rows: ends.get(name)?.rowsValid,
        missing: 0,
        added: 0,
      });
      expect(compareRejected(ours, await quarantineIn(inside(name, "spark")))).toEqual({
        rows: ends.get(name)?.rowsRejected,
        missing: [],
        added: [],
      });
    },
  );

  it.each(CASES.map((each) => [each.name, each] as const))(
    "Trino: %s",
    { timeout: TIMEOUT },
    async (name, { dataset }) => {
      const ours = await quarantineIn(inside(name, "ours"));
      const raw = { endpoint: TRINO ?? "", dataset, folder: inside(name, "raw") };
      await withTrinoRows(raw, async ({ filesOfRows, rejected, counts }) => {
        const [rows, valid, wrong] = counts;
        expect(rows).toBe(Number(valid) + Number(wrong));
        expect(await compareRows(dataset, inside(name, "ours"), await filesOfRows())).toEqual({
          rows: valid,
          missing: 0,
          added: 0,
        });
        expect(compareRejected(ours, await rejected())).toEqual({
          rows: wrong,
          missing: [],
          added: [],
        });
      });
    },
  );
});
