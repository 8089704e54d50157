import { writeAvro } from "../../src/avro/write-avro.ts";
import { commitTable } from "../../src/catalog/commit-loop.ts";
import { manifestSchema } from "../../src/manifest/manifest-schema.ts";
import { currentSnapshot, defaultSpec } from "../../src/metadata/current.ts";
import { schemasOf } from "../../src/metadata/schemas-of.ts";
import { partitionType } from "../../src/partition/partition-type.ts";
import type { IcebergTable } from "../../src/table/iceberg-table.ts";
import { commitOfDeletes } from "./commit-deletes.ts";

const CONTENT = { position: 1, equality: 2 } as const;

/** What an engine commits that deletes rows of a day by a delete file; days since 1970. */
export async function deleteRows(
  table: IcebergTable,
  kind: keyof typeof CONTENT,
  day: number,
): Promise<void> {
  await commitTable(table.catalog, table.name, (loaded) => {
    const { metadata } = loaded;
    const snapshotId = (currentSnapshot(metadata)?.["snapshot-id"] ?? 0n) ^ 1n;
    const type = partitionType(defaultSpec(metadata), schemasOf(metadata));
    const file = {
      content: CONTENT[kind],
      file_path: `${metadata.location}/data/deletes.parquet`,
      file_format: "PARQUET",
      partition: { at_day: day },
      record_count: 1,
      file_size_in_bytes: 1,
    };
    const record = { status: 1, snapshot_id: snapshotId, data_file: file };
    const bytes = writeAvro({ schema: manifestSchema(type), metadata: {}, records: [record] });
    return commitOfDeletes(loaded, { snapshotId, bytes, rows: 1, summary: {} });
  });
}
