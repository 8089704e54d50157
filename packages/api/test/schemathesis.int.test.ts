import { execFile } from "node:child_process";
import { createHash } from "node:crypto";
import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { testServer } from "../../../scripts/lib/test-server.ts";
import { useLake } from "../../athena/test/use-lake.ts";
import { apiKeyAuth, createLakeApi } from "../src/index.ts";
import { LAKE_TABLES } from "../src/lake/lake-tables.ts";
import { type ApiServer, serve } from "../src/node/index.ts";
import { loadNineTables } from "./support/nine-tables.ts";

const TOOL = testServer("CLOUDAPI_TEST_SCHEMATHESIS");
const CONFIG = join(import.meta.dirname, "support/schemathesis.toml");
const KEY = "a key that only this test has ......";

/** What the tool reports of a run. */
interface Report {
  readonly complete: boolean;
  readonly operations: { readonly selected: number; readonly tested: number };
  readonly phases: Readonly<Record<string, { readonly status: string }>>;
  readonly test_cases: { readonly generated: number; readonly with_failures: number };
  readonly failures: readonly unknown[];
  readonly errors: readonly unknown[];
}

describe.skipIf(TOOL === undefined)("schemathesis (CLOUDAPI_TEST_SCHEMATHESIS)", () => {
  const lake = useLake();
  let server: ApiServer;
  let folder: string;

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), "cloudapi-schemathesis-"));
    const sha256 = createHash("sha256").update(KEY).digest("hex");
    const auth = [apiKeyAuth({ keys: [{ subject: "schemathesis", sha256 }] })];
    // On a machine with much to do a query takes long: that is nothing that the tool should find.
    const limits = { timeoutMs: 600_000 };
    const api = createLakeApi({ ...(await loadNineTables(lake)), auth, limits });
    server = await serve(api, { port: 0 });
  });

  afterAll(async () => {
    await server.close();
    await rm(folder, { recursive: true });
  });

  it("finds nothing in thousands of requests: every check of it, every phase", {
    timeout: 1_800_000,
  }, async () => {
    const file = join(folder, "report.json");
    const output = await run([
      "--config-file",
      CONFIG,
      "run",
      `${server.url}/openapi.json`,
      "--checks",
      "all",
      "--seed",
      "20250115",
      "--max-examples",
      "15",
      // Python 3.11 may fail where threads parse its source at once, as the tool's do.
      "--workers",
      "1",
      "--request-retries",
      "3",
      "--include-path-regex",
      pathsOf(process.env["CLOUDAPI_TEST_SEED"] ?? "1"),
      "--header",
      `x-api-key: ${KEY}`,
      "--continue-on-failure",
      "--no-shrink",
      "--suppress-health-check",
      "all",
      "--no-color",
      "--request-timeout",
      "600",
      "--report",
      "json",
      "--report-json-path",
      file,
    ]);
    const report = JSON.parse(await readFile(file, "utf8")) as Report;
    expect(report.failures, output).toEqual([]);
    expect(report.errors, output).toEqual([]);
    const { generated, with_failures } = report.test_cases;
    expect([with_failures, report.complete]).toEqual([0, true]);
    expect(generated).toBeGreaterThanOrEqual(3_000);
    expect(report.operations.tested).toBe(report.operations.selected);
    expect(report.operations.tested).toBeGreaterThanOrEqual(23);
    expect(Object.values(report.phases).map(({ status }) => status)).toEqual(
      Array.from({ length: 4 }, () => "success"),
    );
  });

  /** The end of what it prints; it ends with 1 where it found something. */
  function run(options: readonly string[]): Promise<string> {
    return new Promise((resolve) => {
      execFile(TOOL ?? "", options, { cwd: folder, maxBuffer: 2 ** 28 }, (error, stdout, stderr) =>
        resolve(`${error?.message.slice(0, 500) ?? ""}\n${short(stdout)}\n${short(stderr)}`),
      );
    });
  }
});

const TABLES = 6;

/**
 * A part of the operations, as a pattern of their paths: all of them take longer than one run is worth. Of the nine tables six, each by
 * one of its names, and every other endpoint by one of its own; another seed has others.
 */
function pathsOf(seed: string): string {
  const place = (name: string) => createHash("sha256").update(`${seed} ${name}`).digest("hex");
  const oneOf = (names: readonly string[]) =>
    names.toSorted((a, b) => (place(a) < place(b) ? -1 : 1))[0] ?? "";
  const tables = Object.values(LAKE_TABLES)
    .toSorted((a, b) => (place(a.table) < place(b.table) ? -1 : 1))
    .slice(0, TABLES)
    .map(({ path, alias }) => oneOf(alias === undefined ? [path] : [path, alias]));
  const others = [
    oneOf(["dashboard", "estadisticas", "statistics"]),
    oneOf(["historial", "history"]),
  ];
  return `^/(health.*|api/(${[...tables, ...others, "query-custom"].join("|")})([-/].*)?)$`;
}

function short(text: string): string {
  const lines = text.split("\n").map((line) => line.slice(0, 1_000));
  return lines.slice(0, 400).join("\n");
}
