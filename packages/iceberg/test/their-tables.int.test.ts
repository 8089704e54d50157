import { execFile } from "node:child_process";
import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { expect, it } from "vitest";
import { testServer } from "../../../scripts/lib/test-server.ts";
import type { DataFile } from "../src/manifest/data-file.ts";
import { parseMetadata, serializeMetadata } from "../src/metadata/parse-metadata.ts";
import { planScan } from "../src/scan/plan-scan.ts";
import type { ScanCondition } from "../src/scan/scan-condition.ts";
import { folderStorage } from "../src/storage/folder-storage.ts";

const python = testServer("CLOUDAPI_TEST_PYTHON");

/** What PyIceberg says of the table that it wrote. */
interface Told {
  readonly metadata: string;
  readonly snapshots: readonly (readonly [id: string, rows: number])[];
  readonly files: readonly unknown[];
  readonly filters: readonly { readonly rows: number; readonly paths: readonly string[] }[];
}

/** The filters of the script. */
const FILTERS: readonly (readonly ScanCondition[])[] = [
  [{ column: "id", eq: 17 }],
  [{ column: "at", gte: "2025-01-03T00:00:00Z", lt: "2025-01-05T00:00:00Z" }],
  [{ column: "city", eq: "Köln" }],
  [{ column: "price", lt: "-1.00" }],
  [{ column: "id", isNull: true }],
];

it.skipIf(python === undefined)(
  "tables of PyIceberg have the snapshots, files, values and partitions that it says",
  { timeout: 240_000 },
  async () => {
    const folder = await mkdtemp(join(tmpdir(), "their-tables-"));
    try {
      const script = join(import.meta.dirname, "support/write-tables.py");
      const { stdout } = await promisify(execFile)(python ?? "", [script, folder], {
        maxBuffer: 2 ** 26,
      });
      const told = JSON.parse(stdout) as Told;
      const text = await readFile(fileURLToPath(told.metadata), "utf8");
      const metadata = parseMetadata(text, told.metadata);
      expect(parseMetadata(serializeMetadata(metadata), "again")).toEqual(metadata);
      const table = { metadata, storage: folderStorage(folder) };

      const { tasks } = await planScan(table);
      const files = tasks.map(({ file }) => plain(file));
      expect(files.sort((a, b) => (a.path < b.path ? -1 : 1))).toEqual(told.files);

      for (const [id, rows] of told.snapshots) {
        const at = { snapshotId: BigInt(id) };
        const then = await planScan(table, { at });
        expect(then.tasks.reduce((sum, { file }) => sum + file.rows, 0)).toBe(rows);
      }

      for (const [i, where] of FILTERS.entries()) {
        const plan = await planScan(table, { where });
        const [ours, theirs] = [plan.tasks.map(({ file }) => file.path).sort(), told.filters[i]];
        expect(theirs?.rows).toBeGreaterThan(0);
        expect([where, ours]).toEqual([where, theirs?.paths]);
      }
    } finally {
      await rm(folder, { recursive: true });
    }
  },
);

function plain({ path, rows, sizeBytes, lowerBounds, upperBounds, nullCounts }: DataFile) {
  return {
    path,
    rows,
    bytes: sizeBytes,
    lower: hexOf(lowerBounds),
    upper: hexOf(upperBounds),
    nulls: Object.fromEntries(nullCounts ?? []) as unknown,
  };
}

function hexOf(bounds: ReadonlyMap<number, Uint8Array> = new Map()): unknown {
  return Object.fromEntries(
    [...bounds].map(([id, bytes]) => [id, Buffer.from(bytes).toString("hex")]),
  );
}
