import { execFile } from "node:child_process";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { build, type Plugin } from "esbuild";
import { afterAll, beforeAll, expect, test } from "vitest";
import { threadInside } from "./thread-inside.ts";

const script = join(
  import.meta.dirname,
  "../../packages/transform/test/support/run-with-threads.ts",
);
let folder = "";

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "threads-"));
});

afterAll(() => rm(folder, { recursive: true }));

/** What a process prints that runs a file until it ends by itself. */
async function printed(file: string): Promise<string[]> {
  const { stdout } = await promisify(execFile)(process.execPath, [file], { timeout: 120_000 });
  return stdout.trim().split("\n");
}

async function bundled(format: "esm" | "cjs", plugins: readonly Plugin[]): Promise<string> {
  const outfile = join(folder, `${format}-${plugins.length}.${format === "esm" ? "mjs" : "cjs"}`);
  await build({
    entryPoints: [script],
    outfile,
    format,
    bundle: true,
    platform: "node",
    mainFields: ["module", "main"],
    target: "node22",
    logLevel: "silent",
    plugins: [...plugins],
    banner:
      format === "cjs"
        ? {}
        : {
            js: 'import { createRequire } from "node:module"; const require = createRequire(import.meta.url);',
          },
  });
  return outfile;
}

test("a thread is started from sources and in bundles of either kind, and the process ends by itself", async () => {
  const [failure, told] = await printed(script);
  expect(failure).toContain("full");
  expect(told).toMatch(/^3 threads, [0-9a-f]{16}$/);
  for (const format of ["esm", "cjs"] as const)
    expect(await printed(await bundled(format, [threadInside]))).toEqual([failure, told]);
}, 240_000);

test("a bundle without the thread's code does all of it in one thread", async () => {
  const [, told = ""] = await printed(await bundled("esm", [threadInside]));
  for (const format of ["esm", "cjs"] as const)
    expect((await printed(await bundled(format, [])))[1]).toBe(
      told.replace("3 threads", "0 threads"),
    );
}, 240_000);
