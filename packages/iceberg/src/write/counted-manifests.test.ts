import { expect, it } from "vitest";
import { counterRows } from "../../test/support/counters.ts";
import { newTable, reloaded, rowsOf, write } from "../../test/support/lake.ts";
import { type AvroRecord, optional, required } from "../avro/avro-schema.ts";
import { writeAvro } from "../avro/write-avro.ts";
import { currentSnapshot } from "../metadata/current.ts";
import type { IcebergTable } from "../table/iceberg-table.ts";
import { manifestsOf } from "../table/read-manifests.ts";

/** A manifest list as format version 1 allows it: no content, no sequence numbers, and counts that may be missing. */
const VERSION_1: AvroRecord = {
  type: "record",
  name: "manifest_file",
  fields: [
    required(500, "manifest_path", "string"),
    required(501, "manifest_length", "long"),
    required(502, "partition_spec_id", "int"),
    optional(503, "added_snapshot_id", "long"),
    optional(504, "added_data_files_count", "int"),
    optional(505, "existing_data_files_count", "int"),
    optional(506, "deleted_data_files_count", "int"),
  ],
};

/** The manifests that the table lists now. */
async function listed(table: IcebergTable) {
  const { metadata, storage } = await reloaded(table);
  return manifestsOf(storage, currentSnapshot(metadata), {});
}

/** Have the list of the table's current snapshot say what version 1 has to, and no more. */
async function listAsVersion1(table: IcebergTable): Promise<void> {
  const { metadata, storage } = await reloaded(table);
  const records = (await listed(table)).map((manifest) => ({
    manifest_path: manifest.path,
    manifest_length: manifest.sizeBytes,
    partition_spec_id: manifest.specId,
    added_snapshot_id: manifest.snapshotId,
  }));
  const bytes = writeAvro({ schema: VERSION_1, metadata: {}, records });
  await storage.write(currentSnapshot(metadata)?.["manifest-list"] ?? "", bytes);
}

it("files that a list of version 1 gives no numbers of are counted, so that no reader passes over them", async () => {
  const table = await newTable();
  await write(table, "a", counterRows(1, [0, 1], 2));
  await write(table, "b", counterRows(2, [1, 2, 3], 3));
  await write(table, "a", counterRows(3, [0], 1));
  const before = (await listed(table)).map(counts);
  await listAsVersion1(table);
  expect((await listed(table)).map(({ isUncounted }) => isUncounted)).toEqual([true, true, true]);
  await write(table, "c", counterRows(4, [0], 5));
  const after = await listed(table);
  expect(after.map(({ isUncounted }) => isUncounted)).not.toContain(true);
  expect(after.map(counts)).toEqual([
    {
      addedFiles: 1,
      existingFiles: 0,
      deletedFiles: 0,
      addedRows: 5,
      existingRows: 0,
      deletedRows: 0,
    },
    ...before.filter(({ deletedFiles }) => deletedFiles === 0),
  ]);
  expect(await rowsOf(table)).toHaveLength(9 + 1 + 5);
});

function counts({
  addedFiles,
  existingFiles,
  deletedFiles,
  ...rows
}: Awaited<ReturnType<typeof listed>>[number]) {
  const { addedRows, existingRows, deletedRows } = rows;
  return { addedFiles, existingFiles, deletedFiles, addedRows, existingRows, deletedRows };
}
