import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { CreateBucketCommand, ListObjectsV2Command, S3Client } from "@aws-sdk/client-s3";
import { type LocalCloud, startLocalCloud } from "@cloudapi/local";
import { afterAll, beforeAll, expect, it, vi } from "vitest";
import { runIngester } from "../src/runner/run-ingester.ts";

let cloud: LocalCloud;
let s3: S3Client;
let folder = "";

beforeAll(async () => {
  cloud = await startLocalCloud();
  s3 = new S3Client(cloud.clientConfig);
  await s3.send(new CreateBucketCommand({ Bucket: "files" }));
  for (const [name, value] of Object.entries(cloud.env)) vi.stubEnv(name, value);
  folder = await mkdtemp(join(tmpdir(), "command-"));
  await writeFile(join(folder, "a.csv"), "id,at\n1,2025-01-15T10:00:00Z\n2,2025-01-15T11:00:00Z\n");
});
afterAll(async () => {
  vi.unstubAllEnvs();
  s3.destroy();
  await cloud.close();
  await rm(folder, { recursive: true, force: true });
});
async function run(...args: string[]) {
  const lines: string[] = [];
  const code = await runIngester({
    args: ["files", ...args],
    environment: process.env,
    output: { write: (text: string) => lines.push(text) },
    signal: new AbortController().signal,
  });
  return { code, said: lines.join("") };
}

it("loads files of the command line to where a trigger waits for them", async () => {
  const { code, said } = await run(
    "--source=shop",
    "--bucket=files",
    "--prefix=in/",
    "--load-time=2025-01-15T12:00:00Z",
    join(folder, "a.csv"),
  );
  expect([code, said]).toEqual([0, expect.stringContaining("2 rows written, 0 rejected")]);
  const listed = { Bucket: "files", Prefix: "in/raw/" };
  const { Contents = [] } = await s3.send(new ListObjectsV2Command(listed));
  expect(Contents.map(({ Key }) => Key)).toEqual([
    "in/raw/shop/2025/01/15/data_20250115T120000000Z.parquet",
  ]);
});

it("takes a contract from a module, and ends with 1 where a file failed", async () => {
  const contract = join(folder, "contracts.ts");
  const core = JSON.stringify(resolve(import.meta.dirname, "../../core/src/index.ts"));
  await writeFile(contract, `export { apiLogs } from ${core};\n`);
  const good = join(folder, "logs.csv");
  await writeFile(good, "timestamp,endpoint,status_code\n2025-01-15T10:30:45Z,/,200\nx,/,200\n");
  const { code, said } = await run(
    "--source=web",
    "--bucket=files",
    `--contract=${contract}#apiLogs`,
    good,
    join(folder, "missing.csv"),
  );
  expect([code, said]).toEqual([1, expect.stringContaining("1 rows written, 1 rejected")]);
  expect(said).toContain("FILE_NOT_FOUND");
});

it.each([
  ["no source", ["--bucket", "files", "a.csv"], "--source must be a name"],
  ["no bucket", ["--source", "a", "a.csv"], "--bucket (or S3_BUCKET)"],
  ["no file", ["--source", "a", "--bucket", "files"], "at least one file or URL"],
  ["an unknown option", ["--source", "a", "--no"], "--no"],
  [
    "a time that is none",
    ["--source", "a", "--bucket", "files", "--load-time", "x", "f"],
    "--load-time",
  ],
  [
    "a time that is another on another machine",
    ["--source", "a", "--bucket", "files", "--load-time", "2025-01-15T12:00:00", "f"],
    "--load-time must be a time with its zone",
  ],
  [
    "a day that is none",
    ["--source", "a", "--bucket", "files", "--load-time", "2025-02-30T12:00:00Z", "f"],
    "--load-time",
  ],
  [
    "a ratio that is none",
    ["--source", "a", "--bucket", "files", "--max-rejected", "2", "f"],
    "0 to 1",
  ],
])("ends with 2 for %s", async (_, args, says) => {
  const { code, said } = await run(...args);
  expect([code, said]).toEqual([2, expect.stringContaining(says)]);
});

it("says how it is used", async () => {
  const { code, said } = await run("--help");
  expect([code, said]).toEqual([0, expect.stringContaining("cloudapi-ingest files --source")]);
});
