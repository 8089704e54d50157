import { RowBuffer } from "@cloudapi/records/internal";
import { parquetFiles } from "@cloudapi/transform/internal";
import { writeAvro } from "../../src/avro/write-avro.ts";
import { commitTable } from "../../src/catalog/commit-loop.ts";
import type { IcebergTable } from "../../src/index.ts";
import { serializeIcebergJson } from "../../src/json/iceberg-json.ts";
import { manifestSchema } from "../../src/manifest/manifest-schema.ts";
import { currentSchema, defaultSpec } from "../../src/metadata/current.ts";
import type { TableMetadata } from "../../src/metadata/table-metadata.ts";
import { partitionType } from "../../src/partition/partition-type.ts";
import { fileLayout } from "../../src/write/file-layout.ts";
import { newSnapshotId } from "../../src/write/new-snapshot-id.ts";
import { commitOfDeletes } from "./commit-deletes.ts";

/** Rows of a day that are deleted by the value of a column, as Flink does it; days since 1970. */
export interface EqualityDeletes {
  readonly column: string;
  readonly values: readonly number[];
  readonly day: number;
}

/** Commit a file of equality deletes, as an engine does that writes such. No library for Node or Python writes them. */
export async function deleteByEquality(
  table: IcebergTable,
  deletes: EqualityDeletes,
): Promise<void> {
  await commitTable(table.catalog, table.name, async (loaded) => {
    const { metadata, storage } = loaded;
    const snapshotId = newSnapshotId();
    const file = `${metadata.location}/data/equality-${snapshotId}.parquet`;
    const rows = parquetOf(metadata, deletes);
    await storage.write(file, rows);
    const bytes = manifestOf(metadata, { deletes, file, size: rows.length, snapshotId });
    const summary = { "total-equality-deletes": "1" };
    return commitOfDeletes(loaded, { snapshotId, bytes, rows: deletes.values.length, summary });
  });
}

/** A file with the one column, under the id of the table's. */
function parquetOf(metadata: TableMetadata, { column, values }: EqualityDeletes): Uint8Array {
  const columns = [{ name: column, type: { kind: "int32" }, nullable: false }] as const;
  const rule = { eventTime: undefined, partition: undefined };
  const dataset = { name: "deletes", contractHash: "0", columns, ...rule };
  const { fields } = currentSchema(metadata);
  const own = fields.filter(({ name }) => name === column);
  const layout = fileLayout(dataset as never, { type: "struct", "schema-id": 0, fields: own });
  const file = parquetFiles("snappy", layout)(dataset as never);
  const buffer = new RowBuffer(dataset);
  for (const value of values) buffer.append({ [column]: value }, undefined);
  return Buffer.concat([file.encodeRowGroup(buffer.columns(), buffer.rows), file.finish()]);
}

interface DeleteFile {
  readonly deletes: EqualityDeletes;
  readonly file: string;
  readonly size: number;
  readonly snapshotId: bigint;
}

function manifestOf(
  metadata: TableMetadata,
  { deletes, file, size, snapshotId }: DeleteFile,
): Uint8Array {
  const [schema, spec] = [currentSchema(metadata), defaultSpec(metadata)];
  const type = partitionType(spec, [schema]);
  const data_file = {
    content: 2,
    file_path: file,
    file_format: "PARQUET",
    partition: { at_day: deletes.day },
    record_count: deletes.values.length,
    file_size_in_bytes: size,
    equality_ids: [schema.fields.find(({ name }) => name === deletes.column)?.id],
  };
  return writeAvro({
    schema: manifestSchema(type),
    metadata: {
      schema: serializeIcebergJson(schema),
      "schema-id": String(schema["schema-id"]),
      "partition-spec": serializeIcebergJson(spec.fields),
      "partition-spec-id": String(spec["spec-id"]),
      "format-version": "2",
      content: "deletes",
    },
    records: [{ status: 1, snapshot_id: snapshotId, data_file }],
  });
}
