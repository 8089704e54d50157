import { execFile } from "node:child_process";
import { mkdir, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import type { Dataset } from "@cloudapi/core";
import { compileSparkJob } from "../../src/spark/index.ts";

/** A job to run: a contract, and the arguments of its script. */
export interface JobRun {
  readonly name: string;
  readonly dataset: Dataset;
  readonly args: readonly string[];
  /** Files that are moved before, from one path to another. */
  readonly moves?: readonly (readonly [string, string])[];
  /** Statements that are run before. */
  readonly sql?: readonly string[];
}

/** What a job printed, or why it stopped. */
export interface JobEnd {
  readonly stopped?: string;
  readonly rowsValid?: number;
  readonly rowsRejected?: number;
  readonly files?: number;
  readonly codes?: Readonly<Record<string, number>>;
}

const run = promisify(execFile);

/** Compile jobs and run them in one Spark session of two threads, by `spark-submit`; how each ended, by its name. */
export async function runSparkJobs(
  python: string,
  folder: string,
  jobs: readonly JobRun[],
  settings: readonly string[] = [],
): Promise<Map<string, JobEnd>> {
  const listed = [];
  await mkdir(folder, { recursive: true });
  for (const { name, dataset, args, moves = [], sql = [] } of jobs) {
    const script = join(folder, `${name}.py`);
    await writeFile(script, compileSparkJob(dataset).script ?? "raise SystemExit('refused')");
    listed.push({ name, script, args, moves, sql });
  }
  const list = join(folder, "jobs.json");
  await writeFile(list, JSON.stringify(listed));
  const { command, args, env } = sparkSubmit(python, [
    ...settings,
    "--conf",
    `spark.sql.warehouse.dir=${folder}`,
    fileURLToPath(new URL("spark-jobs.py", import.meta.url)),
    list,
  ]);
  const { stdout } = await run(command, args, { env, maxBuffer: 100_000_000 });
  const ends = stdout.split("\n").filter((line) => line.startsWith("JOB "));
  return new Map(
    ends.map((line) => {
      const { name, ...end } = JSON.parse(line.slice(4)) as JobEnd & { readonly name: string };
      return [name, end];
    }),
  );
}

/** How a script is run by `spark-submit` in two threads of this machine. */
export function sparkSubmit(
  python: string,
  args: readonly string[],
): { readonly command: string; readonly args: string[]; readonly env: NodeJS.ProcessEnv } {
  return {
    command: join(dirname(python), "spark-submit"),
    args: [...SETTINGS, ...args],
    env: { ...process.env, PYSPARK_PYTHON: python, PYSPARK_DRIVER_PYTHON: python },
  };
}

/** With whose key S3A signs. */
export interface S3aKey {
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
}

/** What Spark is told so that `s3a://` is a server of S3: its libraries, separated by commas, and where it is. */
export function s3aSettings(
  jars: string,
  endpoint: string,
  { accessKeyId, secretAccessKey }: S3aKey = {
    accessKeyId: process.env["CLOUDAPI_TEST_ACCESS_KEY"] ?? "AKIAIOSFODNN7EXAMPLE",
    secretAccessKey:
      process.env["CLOUDAPI_TEST_SECRET_KEY"] ?? "wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY",
  },
): string[] {
  const settings = {
    endpoint,
    "endpoint.region": "us-east-1",
    "access.key": accessKeyId,
    "secret.key": secretAccessKey,
    "path.style.access": "true",
    "connection.ssl.enabled": "false",
    // The server takes no folder marker away that a file lies under.
    "directory.marker.retention": "keep",
  };
  return [
    "--jars",
    jars,
    ...Object.entries(settings).flatMap(([name, value]) => [
      "--conf",
      `spark.hadoop.fs.s3a.${name}=${value}`,
    ]),
  ];
}

/** Small parts, so that files are read in several; what is made for large data is left out. */
const SETTINGS = [
  ["--master", "local[2]"],
  ["--conf", "spark.ui.enabled=false"],
  ["--conf", "spark.log.level=ERROR"],
  ["--conf", "spark.driver.extraJavaOptions=-XX:TieredStopAtLevel=1"],
  ["--conf", "spark.sql.codegen.wholeStage=false"],
  ["--conf", "spark.sql.shuffle.partitions=1"],
  ["--conf", "spark.sql.files.maxPartitionBytes=300000"],
  ["--conf", "spark.sql.files.openCostInBytes=100000"],
  ["--conf", "spark.driver.bindAddress=127.0.0.1"],
  ["--conf", "spark.driver.host=127.0.0.1"],
].flat();
