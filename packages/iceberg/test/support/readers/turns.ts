import { copyFile, readdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { testServer } from "../../../../../scripts/lib/test-server.ts";
import { runPython } from "./python-program.ts";
import type { Row } from "./table-reader.ts";
import { trinoIceberg, withRegistered } from "./trino-reader.ts";
import { writeByPyIceberg } from "./write-by-pyiceberg.ts";

const python = testServer("CLOUDAPI_TEST_PYTHON");
const spark = testServer("CLOUDAPI_TEST_SPARK");
const sparkJar = testServer("CLOUDAPI_TEST_ICEBERG_SPARK");
const trino = testServer("CLOUDAPI_TEST_TRINO_ICEBERG");

/** Whether all are there that take turns. */
export const HAS_WRITERS = [python, spark, sparkJar, trino].every((each) => each !== undefined);

/** Run statements on the tables of a file catalog, with Spark. */
export async function bySpark(root: string, statements: readonly string[]): Promise<void> {
  const environment = { ICEBERG_JAR: sparkJar ?? "" };
  const program = { python: spark ?? "", program: "run_spark.py", environment };
  await runPython(program, { folder: root, statements });
}

/** Run statements on a table of a file catalog, with Trino, and have what it makes of the table as the next version. */
export async function byTrino(
  table: string,
  statements: readonly ((name: string) => string)[],
): Promise<void> {
  const endpoint = trino ?? "";
  let made = "";
  await withRegistered(endpoint, await newestMetadata(table), async (name) => {
    for (const statement of statements) await trinoIceberg(endpoint, statement(name));
    const log = name.replace(/"$/, '$metadata_log_entries"');
    const sql = `SELECT file FROM ${log} ORDER BY latest_sequence_number DESC, timestamp DESC LIMIT 1`;
    const [[file] = []] = await trinoIceberg(endpoint, sql);
    made = String(file);
  });
  await adopt(table, made);
}

/** Append rows to a table of a file catalog, with PyIceberg, and have what it makes of the table as the next version. */
export async function byPyIceberg(table: string, rows: readonly Row[]): Promise<void> {
  const metadata = await newestMetadata(table);
  const [[made = ""] = []] = await writeByPyIceberg(python ?? "", [{ metadata, commits: [rows] }]);
  await adopt(table, made);
}

/** The path of the newest metadata file of a table in a file catalog. */
export async function newestMetadata(table: string): Promise<string> {
  return join(table, "metadata", `v${await newestVersion(table)}.metadata.json`);
}

async function newestVersion(table: string): Promise<number> {
  const names = await readdir(join(table, "metadata"));
  return Math.max(...names.map((name) => Number(/^v(\d+)\.metadata/.exec(name)?.[1] ?? 0)));
}

/** Have a metadata file that another catalog wrote as the next version of a table in a file catalog. */
export async function adopt(table: string, uri: string): Promise<void> {
  const version = (await newestVersion(table)) + 1;
  const folder = join(table, "metadata");
  const path = uri.replace(/^file:\/*/, "/");
  await copyFile(path, join(folder, `v${version}.metadata.json`));
  await writeFile(join(folder, "version-hint.text"), String(version));
}
