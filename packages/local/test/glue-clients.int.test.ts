import { execFile } from "node:child_process";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { promisify } from "node:util";
import { CreateBucketCommand, S3Client } from "@aws-sdk/client-s3";
import { describe, expect, it, onTestFinished } from "vitest";
import { testServer } from "../../../scripts/lib/test-server.ts";
import { type LocalCloud, startLocalCloud } from "../src/index.ts";

const python = testServer("CLOUDAPI_TEST_GLUE_CLIENTS");
const FOLDER = join(import.meta.dirname, "glue-clients");
/** Importing these libraries takes a while, and more where the machine has other work. */
const TIMEOUT_MS = 480_000;

/** A cloud of its own for a test, with a bucket. */
async function newCloud(): Promise<LocalCloud> {
  const cloud = await startLocalCloud();
  onTestFinished(() => cloud.close());
  const s3 = new S3Client(cloud.clientConfig);
  await s3.send(new CreateBucketCommand({ Bucket: "lake" }));
  s3.destroy();
  return cloud;
}

/** What a command prints. */
async function run(cloud: LocalCloud, [command = "", ...args]: readonly string[]): Promise<string> {
  const options = { env: environment(cloud), maxBuffer: 1 << 24 };
  const { stdout } = await promisify(execFile)(command, args, options);
  return stdout;
}

function environment(cloud: LocalCloud): NodeJS.ProcessEnv {
  return {
    ...process.env,
    ...cloud.env,
    AWS_EC2_METADATA_DISABLED: "true",
    AWS_CONFIG_FILE: "/dev/null",
    DBT_SEND_ANONYMOUS_USAGE_STATS: "false",
  };
}

/** What each step of a script gave. */
async function steps(script: string, cloud?: LocalCloud): Promise<Record<string, unknown>> {
  const path = join(FOLDER, script);
  const stdout = await run(cloud ?? (await newCloud()), [python ?? "", "-W", "ignore", path]);
  const lines = stdout.split("\n").filter((line) => line.startsWith("["));
  return Object.fromEntries(lines.map((line) => JSON.parse(line) as [string, unknown]));
}

describe.skipIf(python === undefined)(
  "what others wrote for Glue (CLOUDAPI_TEST_GLUE_CLIENTS)",
  () => {
    it("awswrangler writes, catalogues and reads data sets", { timeout: TIMEOUT_MS }, async () => {
      const at = "2025-01-15 10:30:45.123000";
      const february = "2025-02-01 00:00:00";
      const types = {
        id: "bigint",
        name: "string",
        price: "double",
        at: "timestamp",
        extra: "bigint",
        dt: "string",
      };
      const all = [
        [1, "a", 1.5, at, null, "2025-01-15"],
        [3, null, 2.5, february, 7, "2025-02-01"],
        [3, null, 2.5, february, null, "2025-02-01"],
      ];
      expect(await steps("wrangler_calls.py")).toEqual({
        create: 2,
        append: 2,
        "overwrite partitions": 1,
        read: all,
        ctas: all,
        unload: all,
        databases: ["default", "wrangled"],
        tables: [["t"], ["t"], []],
        columns: Object.entries(types).map(([name, type]) => [
          name,
          type,
          name === "dt",
          name === "id" ? "the id" : "",
        ]),
        types,
        location: "s3://lake/wrangled/t/",
        description: "my table",
        parameters: expect.objectContaining({
          k: "v",
          x: "y",
          classification: "parquet",
        }) as unknown,
        partitions: {
          "s3://lake/wrangled/t/dt=2025-01-15/": ["2025-01-15"],
          "s3://lake/wrangled/t/dt=2025-02-01/": ["2025-02-01"],
        },
        "some partitions": [["2025-02-01"]],
        "read table": [1],
        versions: [1, 2, 3],
        csv: 1,
        "read csv": [
          [1, "a, b", 1.5],
          [2, "a, b", null],
          [3, "a, b", 2.5],
        ],
        json: 1,
        "read json": [
          [1, "a", 1.5],
          [2, "b", null],
          [3, null, 2.5],
        ],
        "add partitions": null,
        repair: "SUCCEEDED",
        "read added": [
          [1, "2025-01-15"],
          [3, "2025-02-01"],
          [3, "2025-02-01"],
        ],
        "add column": [null, [[6.5]]],
        "delete column": [null, { id: "bigint", dt: "string" }],
        "delete partitions": [null, { "s3://lake/wrangled/t/dt=2025-01-15/": ["2025-01-15"] }],
        view: ["SUCCEEDED", [[3]]],
        "to iceberg": [
          null,
          [
            [1, "a"],
            [2, "b"],
            [3, null],
          ],
        ],
        "append to iceberg": [null, 6],
        "merge into iceberg": [
          null,
          [
            [1, "a"],
            [2, "b"],
            [3, null],
            [4, "a"],
            [5, "b"],
            [6, "m"],
            [7, "m"],
            [8, "m"],
          ],
        ],
        "delete from iceberg": [
          null,
          [
            [3, null],
            [4, "a"],
            [5, "b"],
            [7, "m"],
            [8, "m"],
          ],
        ],
        "delete table": [true, false, false],
        "delete database": [null, ["default"]],
      });
    });

    it("PyIceberg makes tables, commits beside others, and loses nothing", {
      timeout: TIMEOUT_MS,
    }, async () => {
      expect(await steps("pyiceberg_glue.py")).toEqual({
        namespaces: [["default", "ice"], { comment: "c", location: "s3://lake/ice" }],
        append: [null, null, 6, "2"],
        "same rows": true,
        race: [null, 42, 14, "14"],
        evolve: [null, ["id", "name", "at", "inner", "more"]],
        "columns in Glue": [
          ["id", "bigint"],
          ["name", "string"],
          ["at", "timestamp"],
          ["inner", "struct<x:int,l:array<string>>"],
          ["more", "int"],
        ],
        "table exists": "TableAlreadyExistsError",
        rename: [null, ["u"], 42],
        register: [null, 42],
        properties: [["k"], "v"],
        "not empty": "NamespaceNotEmptyError",
        missing: "NoSuchTableError",
        athena: ["SUCCEEDED", "SUCCEEDED", "SUCCEEDED"],
        "rows of Athena": [43, [{ id: 4, name: "d", at: null, inner: null, more: null }]],
        drop: [null, null, null, false],
      });
    });

    it("PyAthena's cursors run statements and read the catalog", {
      timeout: TIMEOUT_MS,
    }, async () => {
      expect(await steps("pyathena_cursors.py")).toEqual({
        types: [[1, "x", "1.50", "2025-01-15", [1, 2], null]],
        description: [
          ["a", "integer"],
          ["b", "varchar"],
          ["d", "decimal"],
          ["e", "date"],
          ["l", "array"],
          ["n", "double"],
        ],
        parameters: [[2, ""]],
        tables: [[["t"]], ["t"]],
        columns: [
          ["a", "int"],
          ["b", "string"],
        ],
        glue: ",",
        pandas: [
          [1, "x"],
          [2, ""],
        ],
        written: [2, 2, [[4, 10]]],
        "unload to pandas": [
          [3, "z"],
          [4, null],
        ],
      });
    });

    it("dbt-athena connects, and makes views and tables of models, and adds to them", {
      timeout: TIMEOUT_MS,
    }, async () => {
      const folder = await mkdtemp(join(tmpdir(), "cloudapi-dbt-"));
      onTestFinished(() => rm(folder, { recursive: true }));
      const cloud = await newCloud();
      const dbt = [join(dirname(python ?? ""), "dbt"), "--no-use-colors", "--log-path", folder];
      const project = ["--project-dir", join(FOLDER, "dbt"), "--profiles-dir", join(FOLDER, "dbt")];
      const debug = await run(cloud, [...dbt, "debug", ...project]);
      expect(debug).toContain("All checks passed!");
      const models = [...dbt, "run", ...project, "--target-path", folder];
      const first = await run(cloud, models);
      expect(first).toMatch(/OK created sql view model modelled\.rows_of/);
      expect(first).toMatch(/OK created sql table model modelled\.as_table \.* \[OK 2 in/);
      expect(first).toMatch(/PASS=6 WARN=0 ERROR=0 SKIP=0/);
      // Models that go on: partitions take the place of others, rows are appended, and merged by their key.
      expect(await run(cloud, models)).toMatch(/PASS=6 WARN=0 ERROR=0 SKIP=0/);
      const one = [1, "x"];
      const two = [2, null];
      expect(await steps("dbt_rows.py", cloud)).toEqual({
        as_table: [one, two],
        by_day: [two, [9, "n"]],
        log: [one, one, two, two],
        merged: [one, two, [7, "m"]],
      });
    });
  },
);
