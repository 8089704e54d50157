import { mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import type { Column, Dataset } from "@cloudapi/core";
import { RowBuffer } from "@cloudapi/records/internal";
import { parquetFiles } from "@cloudapi/transform/internal";
import type { DataFile, ManifestFile } from "../../src/manifest/data-file.ts";
import { metricsOf } from "../../src/manifest/metrics.ts";
import { writeManifest } from "../../src/manifest/write-manifest.ts";
import { writeManifestList } from "../../src/manifest/write-manifest-list.ts";
import { applyUpdates } from "../../src/metadata/apply-updates.ts";
import type { SortTerm } from "../../src/metadata/build-sort-order.ts";
import { createMetadata } from "../../src/metadata/create-metadata.ts";
import { currentSchema, defaultSpec } from "../../src/metadata/current.ts";
import { serializeMetadata } from "../../src/metadata/parse-metadata.ts";
import type { TableMetadata } from "../../src/metadata/table-metadata.ts";
import { partitionPath } from "../../src/partition/partition-path.ts";
import type { PartitionTerm } from "../../src/partition/partition-term.ts";
import { partitionType } from "../../src/partition/partition-type.ts";
import { partitionOfRows } from "../../src/partition/partition-values.ts";
import { fieldIdsOf } from "../../src/schema/field-ids-of.ts";

/** A table that is to be in a folder. */
export interface TableParts {
  readonly folder: string;
  readonly columns: readonly Column[];
  readonly partition?: readonly PartitionTerm[];
  readonly sortOrder?: readonly SortTerm[];
  /** The rows of each commit. */
  readonly commits: readonly (readonly Record<string, unknown>[])[];
  readonly rowGroupRows?: number;
}

/** A table as it was put together. */
export interface MadeTable {
  readonly metadata: TableMetadata;
  /** Path of the last metadata file. */
  readonly metadataPath: string;
  readonly manifests: readonly ManifestFile[];
  readonly files: readonly DataFile[];
  /** The rows of each file. */
  readonly rowsOf: readonly { readonly path: string; readonly rows: readonly Row[] }[];
}

type Row = Readonly<Record<string, unknown>>;

/** A table put together from its parts, without a catalog: each commit's data files, manifest, manifest list and metadata file. */
export async function makeTable(parts: TableParts): Promise<MadeTable> {
  const { folder, commits } = parts;
  await mkdir(join(folder, "metadata"), { recursive: true });
  let metadata = createMetadata({ ...parts, location: `file://${folder}` }, 1_750_000_000_000);
  let manifests: ManifestFile[] = [];
  const files: DataFile[] = [];
  const rowsOf: MadeTable["rowsOf"][number][] = [];
  for (const [i, rows] of commits.entries()) {
    const added = await writeData(parts, metadata, rows, `c${i}`);
    files.push(...added.map(({ file }) => file));
    rowsOf.push(...added.map(({ file: { path }, rows }) => ({ path, rows })));
    const snapshotId = 3_055_729_675_574_597_000n + BigInt(i);
    const sequenceNumber = metadata["last-sequence-number"] + 1;
    const manifest = writeManifest({
      spec: defaultSpec(metadata),
      schema: currentSchema(metadata),
      entries: added.map(({ file }) => ({ status: "added", file })),
      snapshotId,
    });
    const manifestPath = `${folder}/metadata/m${i}.avro`;
    await writeFile(manifestPath, manifest.bytes);
    manifests = [manifest.at(`file://${manifestPath}`, sequenceNumber), ...manifests];
    const listPath = `${folder}/metadata/snap-${snapshotId}.avro`;
    const parent = metadata["current-snapshot-id"];
    const list = { manifests, snapshotId, parentSnapshotId: parent, sequenceNumber };
    await writeFile(listPath, writeManifestList(list));
    const nowMs = metadata["last-updated-ms"] + 1000;
    metadata = applyUpdates(
      metadata,
      [
        {
          action: "add-snapshot",
          snapshot: {
            "snapshot-id": snapshotId,
            ...(parent === undefined ? {} : { "parent-snapshot-id": parent }),
            "sequence-number": sequenceNumber,
            "timestamp-ms": nowMs,
            "manifest-list": `file://${listPath}`,
            summary: { operation: "append" },
            "schema-id": metadata["current-schema-id"],
          },
        },
        {
          action: "set-snapshot-ref",
          "ref-name": "main",
          type: "branch",
          "snapshot-id": snapshotId,
        },
      ],
      nowMs,
    );
  }
  const metadataPath = join(folder, "metadata", `v${commits.length}.metadata.json`);
  await writeFile(metadataPath, serializeMetadata(metadata));
  await writeFile(join(folder, "metadata", "version-hint.text"), String(commits.length));
  return { metadata, metadataPath, manifests, files, rowsOf };
}

/** The data files of rows, one for each partition. */
async function writeData(
  parts: TableParts,
  metadata: TableMetadata,
  rows: readonly Row[],
  name: string,
): Promise<{ file: DataFile; rows: readonly Row[] }[]> {
  const { folder, columns, rowGroupRows = 1000 } = parts;
  const [schema, spec] = [currentSchema(metadata), defaultSpec(metadata)];
  const type = partitionType(spec, [schema]);
  const partitionOf = partitionOfRows(columns, schema, type);
  const groups = new Map<string, { partition: DataFile["partition"]; rows: Row[] }>();
  for (const row of rows) {
    const partition = partitionOf(row);
    const key = partitionPath(type, partition) + JSON.stringify(partition.map(String));
    const group = groups.get(key) ?? { partition, rows: [] };
    group.rows.push(row);
    groups.set(key, group);
  }
  const layout = { columns, fieldIds: fieldIdsOf(schema.fields, columns) };
  const rule = { eventTime: undefined, partition: undefined };
  const dataset = { name: "made", contractHash: "0", columns, ...rule };
  const startFile = parquetFiles("snappy", layout);
  const buffer = new RowBuffer(dataset);
  const files: { file: DataFile; rows: readonly Row[] }[] = [];
  for (const group of groups.values()) {
    const file = startFile(dataset as unknown as Dataset);
    const pieces: Uint8Array[] = [];
    for (const [i, row] of group.rows.entries()) {
      buffer.append(row, undefined);
      if (buffer.rows < rowGroupRows && i < group.rows.length - 1) continue;
      pieces.push(file.encodeRowGroup(buffer.columns(), buffer.rows));
      buffer.clear();
    }
    pieces.push(file.finish());
    const bytes = Buffer.concat(pieces);
    const path = `${folder}/data/${partitionPath(type, group.partition)}${name}-${files.length}.parquet`;
    await mkdir(join(path, ".."), { recursive: true });
    await writeFile(path, bytes);
    const written: DataFile = {
      content: "data",
      path: `file://${path}`,
      format: "parquet",
      specId: spec["spec-id"],
      partition: group.partition,
      sizeBytes: bytes.length,
      sortOrderId: metadata["default-sort-order-id"],
      ...metricsOf(
        file.summary?.() as NonNullable<ReturnType<NonNullable<typeof file.summary>>>,
        schema,
      ),
    };
    files.push({ file: written, rows: group.rows });
  }
  return files;
}
