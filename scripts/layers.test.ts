import { execFile } from "node:child_process";
import { mkdir, mkdtemp, readdir, readFile, rm, symlink, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join, resolve } from "node:path";
import { promisify } from "node:util";
import { afterAll, beforeAll, expect, it } from "vitest";

const root = resolve(import.meta.dirname, "..");
const run = promisify(execFile);

/** What each file imports, and the rules that must name it. No rule: the import is allowed. */
const IMPORTS: Record<string, { imports: string; rules: string[] }> = {
  "packages/core/src/sibling.ts": {
    imports: "../../s3/src/index.ts",
    rules: ["imports-only-below"],
  },
  "packages/core/src/sibling-by-name.ts": {
    imports: "@cloudapi/s3",
    rules: ["imports-only-below", "resolvable"],
  },
  "packages/core/src/aws.ts": {
    imports: "@aws-sdk/client-s3",
    rules: ["no-aws-below-s3", "resolvable"],
  },
  "packages/core/src/file.ts": { imports: "node:fs", rules: ["no-io-below-s3"] },
  "packages/core/src/file-promises.ts": { imports: "node:fs/promises", rules: ["no-io-below-s3"] },
  "packages/core/src/zlib.ts": { imports: "node:zlib", rules: [] },
  "packages/core/src/file.test.ts": { imports: "node:fs", rules: [] },
  "packages/records/src/below.ts": { imports: "../../core/src/index.ts", rules: [] },
  "packages/records/src/above.ts": {
    imports: "../../s3/src/index.ts",
    rules: ["imports-only-below"],
  },
  "packages/records/src/file.ts": { imports: "node:fs", rules: ["no-io-below-s3"] },
  "packages/athena/src/sibling.ts": {
    imports: "../../iam/src/index.ts",
    rules: ["siblings-stay-apart"],
  },
  "packages/iam/src/compose.ts": { imports: "../../athena/src/needs.ts", rules: [] },
  "packages/iam/src/compose-above.ts": { imports: "../../iceberg/src/needs.ts", rules: [] },
  "packages/athena/src/needs.ts": { imports: "../../core/src/internal.ts", rules: [] },
  "packages/core/src/internal.ts": { imports: "node:zlib", rules: [] },
  "packages/iceberg/src/needs.ts": { imports: "./table.ts", rules: ["needs-are-data"] },
  "packages/iceberg/src/table.ts": { imports: "node:zlib", rules: [] },
  "packages/transform/src/others-needs.ts": {
    imports: "../../athena/src/needs.ts",
    rules: ["needs-for-iam"],
  },
  "packages/athena/src/below.ts": { imports: "../../s3/src/index.ts", rules: [] },
  "packages/s3/src/athena.ts": {
    imports: "../../athena/src/index.ts",
    rules: ["imports-only-below"],
  },
  "packages/s3/src/below.ts": { imports: "../../core/src/index.ts", rules: [] },
  "packages/s3/src/above.ts": {
    imports: "../../api/src/index.ts",
    rules: ["imports-only-below"],
  },
  "packages/athena/src/local.ts": {
    imports: "../../local/src/index.ts",
    rules: ["published-without-local"],
  },
  "packages/athena/src/local.test.ts": { imports: "../../local/src/index.ts", rules: [] },
  "packages/athena/test/local.int.test.ts": { imports: "../../local/src/index.ts", rules: [] },
  "packages/athena/src/helper.ts": {
    imports: "./local.test.ts",
    rules: ["sources-without-tests"],
  },
  "packages/transform/src/index.ts": {
    imports: "./read.ts",
    rules: ["transform-without-sdk"],
  },
  "packages/transform/src/read.ts": { imports: "../../s3/src/client.ts", rules: [] },
  "packages/s3/src/client.ts": { imports: "@aws-sdk/client-s3", rules: ["resolvable"] },
  "packages/api/src/below.ts": { imports: "../../s3/src/index.ts", rules: [] },
  "packages/local/src/athena/run/below.ts": { imports: "../types/value.ts", rules: [] },
  "packages/local/src/athena/types/value.ts": { imports: "node:path", rules: [] },
  "packages/local/src/athena/syntax/above.ts": {
    imports: "../compile/query/one.ts",
    rules: ["athena-rooms-in-order"],
  },
  "packages/local/src/athena/compile/query/one.ts": { imports: "../scope/two.ts", rules: [] },
  "packages/local/src/athena/compile/query/three.ts": { imports: "node:path", rules: [] },
  "packages/local/src/athena/compile/scope/two.ts": { imports: "../query/three.ts", rules: [] },
  // A cycle is reported once, where it was entered.
  "packages/iam/src/one.ts": { imports: "./two.ts", rules: ["no-cycle"] },
  "packages/iam/src/two.ts": { imports: "./one.ts", rules: [] },
  "packages/iam/src/missing.ts": { imports: "./nowhere.ts", rules: ["resolvable"] },
  "packages/iam/src/undeclared.ts": { imports: "vitest", rules: ["declared-dependencies"] },
};

let folder: string;
let violations: { from: string; rule: { name: string } }[];

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "layers-"));
  for (const name of ["core", "records", "s3", "athena", "api", "local", "iam"])
    await write(`packages/${name}/src/index.ts`, "export const nothing = 0;\n");
  for (const [path, { imports }] of Object.entries(IMPORTS))
    await write(path, `import * as imported from "${imports}";\nexport { imported };\n`);
  await write("tsconfig.json", "{}");
  await write("package.json", '{ "devDependencies": { "vitest": "*" } }');
  await symlink(join(root, "node_modules"), join(folder, "node_modules"));
  violations = await cruise();
}, 30_000);

afterAll(async () => {
  await rm(folder, { recursive: true });
});

it.each(Object.keys(IMPORTS))("%s breaks the expected rules", (path) => {
  const broken = violations.filter(({ from }) => from === path).map(({ rule }) => rule.name);
  expect([...new Set(broken)].toSorted()).toEqual(IMPORTS[path]?.rules.toSorted());
});

it("tells two folders of the embedded Athena that import each other", () => {
  const folders = violations.filter(({ rule }) => rule.name === "athena-folders-one-way");
  expect(folders.map(({ from }) => from).toSorted()).toEqual([
    "packages/local/src/athena/compile/query",
    "packages/local/src/athena/compile/scope",
  ]);
});

it("knows every package of the workspace", async () => {
  const known = await readFile(join(root, ".dependency-cruiser.cjs"), "utf8");
  for (const name of await readdir(join(root, "packages")))
    expect(known).toMatch(new RegExp(`\\b${name}\\b`));
});

async function write(path: string, text: string): Promise<void> {
  await mkdir(dirname(join(folder, path)), { recursive: true });
  await writeFile(join(folder, path), text);
}

async function cruise(): Promise<typeof violations> {
  const config = join(root, ".dependency-cruiser.cjs");
  const command = join(root, "node_modules/dependency-cruiser/bin/dependency-cruiser.mjs");
  const failed = await run(
    process.execPath,
    [command, "--config", config, "--output-type", "json", "packages"],
    { cwd: folder, maxBuffer: 1 << 26 },
  ).catch((error: { stdout: string }) => error);
  return (JSON.parse(failed.stdout) as { summary: { violations: typeof violations } }).summary
    .violations;
}
