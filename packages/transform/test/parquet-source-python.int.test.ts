import { execFile } from "node:child_process";
import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { expect, it } from "vitest";
import { propertyRuns } from "../../../scripts/lib/property-runs.ts";
import { testServer } from "../../../scripts/lib/test-server.ts";
import { parquetRowsOf } from "./support/parquet-rows-of.ts";

const python = testServer("CLOUDAPI_TEST_PYTHON");
const SEED = 20_250_115;

it.skipIf(python === undefined)(
  "generated files of pyarrow are read as it wrote them",
  async () => {
    const count = propertyRuns(200);
    const folder = await mkdtemp(join(tmpdir(), "pyarrow-files-"));
    try {
      const script = join(import.meta.dirname, "support/pyarrow-files.py");
      await promisify(execFile)(python ?? "", [script, folder, String(count), String(SEED)]);
      for (let i = 0; i < count; i++) {
        const { rows, failure } = await parquetRowsOf(await readFile(join(folder, `${i}.parquet`)));
        expect([i, failure]).toEqual([i, undefined]);
        const written = JSON.parse(await readFile(join(folder, `${i}.json`), "utf8")) as unknown;
        expect([i, rows.map(plain)]).toEqual([i, written]);
      }
    } finally {
      await rm(folder, { recursive: true });
    }
  },
  120_000,
);

/** A value as JSON has it: 64-bit integers are text, and maps are pairs, in their order. */
function plain(value: unknown): unknown {
  if (typeof value === "bigint") return String(value);
  if (value instanceof Map)
    return { map: [...value].map(([key, each]: [unknown, unknown]) => [key, plain(each)]) };
  if (Array.isArray(value)) return value.map(plain);
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, each]) => [key, plain(each)]));
}
