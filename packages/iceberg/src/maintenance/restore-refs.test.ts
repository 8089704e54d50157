import { expect, it } from "vitest";
import { counterRows } from "../../test/support/counters.ts";
import { newTable, reloaded, write } from "../../test/support/lake.ts";
import { sameTable } from "../table/change-table.ts";
import type { IcebergTable } from "../table/iceberg-table.ts";
import { tagSnapshot } from "../table/tag-snapshot.ts";
import { untagSnapshot } from "../table/untag-snapshot.ts";
import { restoreRefs } from "./restore-refs.ts";

/** Take a snapshot out as a REST catalog does it, whatever names it by now. */
async function takeOut(table: IcebergTable, snapshotId: bigint): Promise<IcebergTable> {
  const now = await reloaded(table);
  const updates = [{ action: "remove-snapshots", "snapshot-ids": [snapshotId] }] as const;
  await table.catalog.commit(now, { requirements: [sameTable(now.metadata)], updates });
  return reloaded(table);
}

it("gives back a tag that went with its snapshot, and none that was taken away before", async () => {
  const table = await newTable();
  await write(table, "a", counterRows(1, [0], 2));
  await write(table, "a", counterRows(2, [0], 3));
  const before = await reloaded(table);
  const [first] = before.metadata.snapshots;
  const snapshotId = first?.["snapshot-id"] ?? 0n;
  await tagSnapshot(before, { tag: "kept", snapshotId });
  await tagSnapshot(before, { tag: "taken", snapshotId });
  await untagSnapshot(before, { tag: "taken" });
  const after = await takeOut(before, snapshotId);
  expect(Object.keys(after.metadata.refs)).toEqual(["main"]);
  const restored = await restoreRefs(after, { before, gone: first ? [first] : [] }, {});
  expect(Object.keys(restored.metadata.refs).sort()).toEqual(["kept", "main"]);
  const again = await restoreRefs(after, { before, gone: [] }, {});
  expect(again).toBe(after);
});
