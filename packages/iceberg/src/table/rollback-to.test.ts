import { expect, it } from "vitest";
import { counterRows } from "../../test/support/counters.ts";
import { newTable, reloaded, rowsOf, write } from "../../test/support/lake.ts";
import { expireSnapshots } from "../maintenance/expire-snapshots.ts";
import { rollbackTo } from "./rollback-to.ts";
import { snapshots } from "./snapshots.ts";
import { tagSnapshot } from "./tag-snapshot.ts";
import { untagSnapshot } from "./untag-snapshot.ts";

it("lets a table be as it was, and runs that are gone with it run again", async () => {
  const table = await newTable();
  await write(table, "a", counterRows(1, [0], 2), "append");
  await write(table, "b", counterRows(2, [1], 3), "append");
  const [first, second] = snapshots(await reloaded(table)).map(({ snapshotId }) => snapshotId);
  await rollbackTo(table, { snapshotId: first ?? 0n });
  expect(await rowsOf(table)).toHaveLength(2);
  expect(await rowsOf(table, second)).toHaveLength(5);
  expect(snapshots(await reloaded(table)).map(({ isAncestor }) => isAncestor)).toEqual([
    true,
    false,
  ]);
  const again = await rollbackTo(table, { snapshotId: first ?? 0n });
  expect(again.metadataLocation).toBe((await reloaded(table)).metadataLocation);
  await write(table, "a", counterRows(1, [0], 2), "append");
  await write(table, "b", counterRows(2, [1], 3), "append");
  expect(await rowsOf(table)).toHaveLength(5);
  // What came after is no state that this one came from.
  await expect(rollbackTo(table, { snapshotId: second ?? 0n })).rejects.toMatchObject({
    code: "NO_SUCH_SNAPSHOT",
    message: expect.stringContaining("says isAncestor") as string,
  });
  await expireSnapshots(table, { olderThan: new Date(8.64e15) });
  expect(await rowsOf(table)).toHaveLength(5);
  await expect(rollbackTo(table, { snapshotId: first ?? 0n })).rejects.toMatchObject({
    code: "NO_SUCH_SNAPSHOT",
  });
  await expect(rollbackTo(table, { snapshotId: 1 as never })).rejects.toThrow(TypeError);
});

it("refuses a tagged state when those between have expired, since what was undone would not be known", async () => {
  const table = await newTable();
  for (const n of [1, 2, 3]) await write(table, "a", counterRows(n, [0], n), "append");
  const [first] = snapshots(await reloaded(table)).map(({ snapshotId }) => snapshotId);
  await tagSnapshot(table, { tag: "audit", snapshotId: first });
  await expireSnapshots(table, { olderThan: new Date(8.64e15) });
  await expect(rollbackTo(table, { snapshotId: first ?? 0n })).rejects.toThrow("have expired");
  expect(await rowsOf(table)).toHaveLength(6);
});

it("takes a tag away, by which its snapshot no longer stays", async () => {
  const table = await newTable();
  await write(table, "a", counterRows(1, [0], 2));
  await tagSnapshot(table, { tag: "audit" });
  await write(table, "a", counterRows(2, [0], 3));
  const all = { olderThan: new Date(8.64e15) };
  expect((await expireSnapshots(table, all)).snapshotIds).toEqual([]);
  await untagSnapshot(table, { tag: "audit" });
  const { metadataLocation } = await reloaded(table);
  expect((await untagSnapshot(table, { tag: "audit" })).metadataLocation).toBe(metadataLocation);
  expect((await expireSnapshots(table, all)).snapshotIds).toHaveLength(1);
  await expect(untagSnapshot(table, { tag: "main" })).rejects.toThrow("is a branch");
  await expect(untagSnapshot(table, { tag: "" })).rejects.toThrow(TypeError);
});
