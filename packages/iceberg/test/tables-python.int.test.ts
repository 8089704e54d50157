import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { defineDataset } from "@cloudapi/core";
import { writeRows } from "@cloudapi/transform";
import { describe, expect, it, onTestFinished } from "vitest";
import * as z from "zod";
import { runCommand } from "../../../scripts/lib/run-command.ts";
import { testServer } from "../../../scripts/lib/test-server.ts";
import {
  createTable,
  evolveTable,
  expireSnapshots,
  fileCatalog,
  folderStorage,
  icebergSink,
  rollbackTo,
  setPartition,
  snapshots,
  tagSnapshot,
} from "../src/index.ts";
import { counterRows, counters } from "./support/counters.ts";
import { newTable, reloaded, write } from "./support/lake.ts";
import { readTable } from "./support/read-table.ts";

const python = testServer("CLOUDAPI_TEST_PYTHON");

/** Rows now, at each snapshot and by a filter, as PyIceberg has them; warnings are faults. */
const SCRIPT = `
import json, sys
from pyiceberg.table import StaticTable
table = StaticTable.from_metadata(sys.argv[1])
def rows(**scan):
    return [{k: str(v) if k == "at" else v for k, v in row.items()} for row in table.scan(**scan).to_arrow().to_pylist()]
day = "at >= '2025-01-02T00:00:00' and at < '2025-01-03T00:00:00'"
print(json.dumps({
  "now": rows(),
  "at": {str(s.snapshot_id): len(rows(snapshot_id=s.snapshot_id)) for s in table.snapshots()},
  "operations": [s.summary.operation.value for s in table.snapshots()],
  "tags": sorted(table.refs().keys()),
  "day": len(rows(row_filter=day)),
  "dayFiles": len(list(table.scan(row_filter=day).plan_files())),
  "files": len(list(table.scan().plan_files())),
}))
`;

interface Answer {
  readonly now: readonly Record<string, unknown>[];
  readonly at: Readonly<Record<string, number>>;
  readonly operations: readonly string[];
  readonly tags: readonly string[];
  readonly day: number;
  readonly dayFiles: number;
  readonly files: number;
}

async function ask(folder: string): Promise<Answer> {
  const args = ["-W", "error", "-c", SCRIPT, `${folder}/lake/counters`];
  const { output } = await runCommand(python ?? "", args, folder);
  return JSON.parse(output) as Answer;
}

const wider = defineDataset({
  name: "counters",
  schema: counters.schema.extend({
    n: z.int(),
    tags: z.array(z.string()).optional(),
    place: z.object({ city: z.string(), zip: z.string().optional() }).optional(),
  }),
  eventTime: "at",
});

describe.skipIf(python === undefined)("a table that runs wrote, read by PyIceberg", () => {
  it("has its rows now and at each snapshot, after every kind of change", async () => {
    const folder = await mkdtemp(join(tmpdir(), "iceberg tables-"));
    onTestFinished(() => rm(folder, { recursive: true, force: true }));
    const table = await newTable(folderStorage(folder));
    const counts: Record<string, number> = {};
    const note = async () => {
      const now = await reloaded(table);
      counts[String(now.metadata["current-snapshot-id"])] = (await readTable(now)).length;
    };
    await write(table, "a", counterRows(1, [0, 1, 2], 3));
    await note();
    await tagSnapshot(table, { tag: "first" });
    await write(table, "b", counterRows(2, [1, 3], 2));
    await note();
    await write(table, "a", counterRows(3, [0, 1], 2));
    await note();
    await write(table, "c", counterRows(4, [1], 4), "overwritePartitions");
    await note();
    await setPartition(table, [{ column: "n", transform: "bucket", n: 3 }]);
    const evolved = await evolveTable(table, wider);
    const row = { at: "2025-01-02T01:02:03.004Z", write: 5, n: 2 ** 40, tags: ["x", "é"] };
    const rows = [row, { ...row, tags: [], place: { city: "Zürich" } }];
    await writeRows(wider, [rows], icebergSink(evolved), { sourceId: "d" });
    await note();
    const answer = await ask(folder);
    expect(answer.at).toEqual(counts);
    expect(answer.operations).toEqual(["append", "append", "overwrite", "overwrite", "append"]);
    expect(answer.tags).toEqual(["first", "main"]);
    const own = await readTable(await reloaded(table));
    expect(textsOf(answer.now)).toEqual(textsOf(own));
    expect(answer.day).toBe(6);
    expect(answer.dayFiles).toBeLessThan(answer.files);

    await expireSnapshots(table, { olderThan: new Date(8.64e15) });
    const later = await ask(folder);
    expect(Object.keys(later.at)).toHaveLength(2);
    expect(textsOf(later.now)).toEqual(textsOf(own));
  }, 60_000);
});

describe.skipIf(python === undefined)("a table whose manifests were put together", () => {
  it("has its rows at each snapshot, also after it was taken back to one", async () => {
    const folder = await mkdtemp(join(tmpdir(), "iceberg merged-"));
    onTestFinished(() => rm(folder, { recursive: true, force: true }));
    const table = await createTable(fileCatalog(folderStorage(folder)), {
      namespace: "lake",
      dataset: counters,
      properties: { "commit.manifest.min-count-to-merge": "3" },
    });
    for (let n = 0; n < 8; n++) await write(table, `s${n}`, counterRows(n, [n % 3], 2));
    await write(table, "s2", counterRows(20, [2], 5));
    const all = snapshots(await reloaded(table));
    await rollbackTo(table, { snapshotId: all[6]?.snapshotId ?? 0n });
    await write(table, "later", counterRows(30, [1], 1));
    const answer = await ask(folder);
    const then = snapshots(await reloaded(table));
    expect(answer.at).toEqual(
      Object.fromEntries(then.map(({ snapshotId, totalRows }) => [snapshotId, Number(totalRows)])),
    );
    expect(textsOf(answer.now)).toEqual(textsOf(await readTable(await reloaded(table))));
    expect(answer.now).toHaveLength(15);
  }, 60_000);
});

/** Rows as texts, in one order, whether hyparquet or Python read them. */
function textsOf(rows: readonly object[]): string[] {
  return rows
    .map((row) =>
      JSON.stringify(row, (key, value: unknown) => {
        if (key === "at")
          return new Date(`${String(value).replace(" ", "T").replace(/Z?$/, "")}Z`).toISOString();
        return typeof value === "bigint" ? Number(value) : value;
      }),
    )
    .sort();
}
