import { spawn } from "node:child_process";
import { randomBytes } from "node:crypto";
import { mkdir, mkdtemp, readdir, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { gzipSync } from "node:zlib";
import { afterAll, beforeAll, expect, it, vi } from "vitest";
import { displayWidth } from "../lib/terminal/display-width.ts";

vi.setConfig({ testTimeout: 120_000 });

const repository = resolve(import.meta.dirname, "../..");
const demo = join(repository, "examples/demo.ts");
const good = '{"timestamp":"2025-01-15T10:30:45Z","endpoint":"/a","status_code":200}\n';
let folder = "";

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "demo-test-"));
  await mkdir(join(folder, "nothing"));
  const files: Record<string, string | Buffer> = {
    "good.ndjson": good,
    "random.bin": randomBytes(50_000),
    "random.csv": randomBytes(50_000),
    "empty.csv": "",
    "header.csv": "timestamp,endpoint,status_code\n",
    "other.csv": "id,name\n1,one\n2,two\n",
    "cut.ndjson.gz": gzipSync(good.repeat(20_000)).subarray(0, 500),
  };
  for (const [name, content] of Object.entries(files)) await writeFile(join(folder, name), content);
});
afterAll(() => rm(folder, { recursive: true, force: true }));

it("exits with 0 after a run that read something", async () => {
  const { code, stdout } = await run("--input", "good.ndjson");
  expect([code, stdout]).toEqual([
    0,
    expect.stringContaining("Rows in   1 = 1 valid + 0 rejected"),
  ]);
});

it.each([
  ["README.md", join(repository, "README.md"), /None of the \d+ rows of README\.md/],
  ["random bytes", "random.bin", /random\.bin/],
  ["random bytes with a data extension", "random.csv", /random\.csv/],
  ["an empty file", "empty.csv", /There was nothing to read: no rows in 1 file \(empty\.csv\)/],
  ["a header alone", "header.csv", /There was nothing to read: no rows in 1 file \(header\.csv\)/],
  ["another table", "other.csv", /other\.csv/],
  ["a gzip file that was cut", "cut.ndjson.gz", /cut\.ndjson\.gz/],
  ["a file that is not there", "nope.csv", /Input nope\.csv does not exist\./],
  ["a folder without data", "nothing", /Input folder nothing has no \.ndjson/],
])("fails, and says why, for %s", async (_what, input, reason) => {
  const { code, stdout, stderr } = await run("--input", input);
  expect([code, stderr.replaceAll(/\s+/g, " ")]).toEqual([1, expect.stringMatching(reason)]);
  expect(stderr).toMatch(/^Failed: /m);
  expect(stderr + stdout).not.toMatch(/^ +at /m);
});

it("says why when it is quiet, too, and nothing else", async () => {
  const { code, stdout, stderr } = await run("--quiet", "--input", "empty.csv");
  expect([code, stdout]).toEqual([1, ""]);
  expect(stderr).toMatch(/^Problem: .*\n[^]*^Failed: There was nothing to read/m);
});

it.each([
  [["--inptu", "x"], "Did you mean --input?"],
  [["-x"], "Unknown option '-x'."],
])("ends %j with 2, with what was meant and with the usage", async (argv, message) => {
  const { code, stdout, stderr } = await run(...argv);
  expect([code, stdout]).toEqual([2, ""]);
  expect(stderr).toContain(message);
  expect(stderr).toContain("Usage: npx pnpm@12 demo [options]");
});

it("colours only where it is told to when it writes to a pipe", async () => {
  const environments: [Record<string, string>, boolean][] = [
    [{}, false],
    [{ FORCE_COLOR: "1" }, true],
    [{ NO_COLOR: "1" }, false],
  ];
  for (const [environment, isColoured] of environments) {
    const { stdout, stderr } = await runWith(environment, "--rows", "200");
    expect([stdout.includes("\x1b["), stderr.includes("\x1b[")]).toEqual([isColoured, isColoured]);
  }
});

it("prints a line for each step, and leaves nothing behind", async () => {
  const before = await readdir(tmpdir());
  const { stdout, stderr } = await run("--rows", "3000");
  expect(widest(stdout + stderr)).toBeLessThanOrEqual(80);
  expect(stderr.trimEnd().split("\n").length).toBe(8);
  expect(stderr).toMatch(/^policies +\d+ requests allowed by the demo's own policies, 0 denied$/m);
  const left = (await readdir(tmpdir())).filter((name) => name.startsWith("cloudapi-sample-"));
  expect(left.filter((name) => !before.includes(name))).toEqual([]);
});

async function run(...argv: string[]) {
  const result = await runWith({}, ...argv);
  expect(widest(result.stdout + result.stderr)).toBeLessThanOrEqual(80);
  return result;
}

function widest(text: string): number {
  return Math.max(...text.split("\n").map(displayWidth));
}

async function runWith(environment: Readonly<Record<string, string>>, ...argv: string[]) {
  const { NO_COLOR: _no, FORCE_COLOR: _force, ...env } = process.env;
  const child = spawn(process.execPath, [demo, ...argv], {
    cwd: folder,
    env: { ...env, ...environment },
    stdio: ["ignore", "pipe", "pipe"],
  });
  const [stdout, stderr, code] = await Promise.all([
    child.stdout.toArray().then((chunks: Buffer[]) => Buffer.concat(chunks).toString()),
    child.stderr.toArray().then((chunks: Buffer[]) => Buffer.concat(chunks).toString()),
    new Promise<number | null>((done) => child.once("close", done)),
  ]);
  return { code, stdout, stderr };
}
