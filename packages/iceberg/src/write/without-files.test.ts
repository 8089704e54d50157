import { expect, it } from "vitest";
import { counterRows } from "../../test/support/counters.ts";
import { deleteRows } from "../../test/support/delete-rows.ts";
import { filesOf, newTable, reloaded, rowsOf, write } from "../../test/support/lake.ts";
import { currentSnapshot } from "../metadata/current.ts";
import { manifestsOf } from "../table/read-manifests.ts";

const JANUARY_1 = 20_089;

it.each(["position", "equality"] as const)(
  "refuses to bring back rows that were deleted (%s deletes), and carries the deletes",
  async (kind) => {
    const table = await newTable();
    await write(table, "a", counterRows(1, [0, 1], 2));
    await write(table, "b", counterRows(2, [1], 2));
    await deleteRows(table, kind, JANUARY_1);
    const files = await filesOf(table);
    const refused = { code: "DELETES_APPLY" };
    await expect(write(table, "a", counterRows(3, [0], 2))).rejects.toMatchObject(refused);
    await expect(
      write(table, "c", counterRows(3, [0], 2), "overwritePartitions"),
    ).rejects.toMatchObject(refused);
    expect(await filesOf(table)).toEqual(files);
    // Of other days, and to what comes after them, the deletes don't apply.
    await write(table, "b", counterRows(4, [1], 3));
    await write(table, "c", counterRows(5, [0], 1));
    await write(table, "c", counterRows(6, [0], 2));
    expect(await rowsOf(table)).toHaveLength(9);
    const { metadata, storage } = await reloaded(table);
    const manifests = await manifestsOf(storage, currentSnapshot(metadata), {});
    expect(manifests.filter(({ content }) => content === "deletes")).toHaveLength(1);
    expect(currentSnapshot(metadata)?.summary).toMatchObject({ "total-delete-files": "1" });
  },
);
