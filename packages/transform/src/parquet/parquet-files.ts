import { CONTRACT_METADATA, type Dataset, fileColumns } from "@cloudapi/core";
import { type ColumnValues, openKernel } from "@cloudapi/records/internal";
import type { ByteWriter } from "hyparquet-writer";
import { writeMetadata } from "hyparquet-writer/src/metadata.js";
import { columnChunk, type RowGroup } from "./column-chunk.ts";
import type { Compression } from "./compression.ts";
import type { Writers } from "./encode-column.ts";
import {
  type EncodedRowGroup,
  encodeRowGroup,
  MAGIC,
  type RowGroupColumns,
  type RowGroupPlan,
} from "./encode-row-group.ts";
import type { FileEncoder, FileLayout, FileSummary, StartFile } from "./file-encoder.ts";
import { openWriters } from "./open-writers.ts";
import { parquetSchema, type SchemaLeaf, schemaLeaves } from "./parquet-schema.ts";
import { emptyWriter } from "./plain-encoding.ts";
import { summarize } from "./summarize.ts";

/** In the form that Parquet readers parse: "application version v (build b)". */
const CREATED_BY = "cloudapi version 0.1 (build hyparquet-writer)";

/** The fields `num_rows` of 0 and `row_groups` without any, in Thrift's compact protocol; the last byte is the type of an element. */
const NO_ROW_GROUPS = Uint8Array.of(0x16, 0x00, 0x19, 0x00);
const THRIFT_STRUCT = 0x0c;

type FileMetadata = Parameters<typeof writeMetadata>[1];

/**
 * A starter of Parquet files, with dictionaries where they pay, and statistics; the contract's name
 * and hash are in their key-value metadata. The files of one starter share its buffers.
 *
 * @param layout that of a table's files, which have all columns and say what is in them
 * @param kernel that of the run; absent to open one
 */
export function parquetFiles(
  compression: Compression,
  layout?: FileLayout,
  kernel = openKernel(),
): StartFile {
  const writers = openWriters(compression, kernel);
  let last: FileSchema | undefined;
  return (dataset) => {
    // Thousands of files may be open: their schema is one.
    if (last?.dataset !== dataset) last = schemaOf(dataset, compression, layout);
    return new ParquetFile(last, writers, layout);
  };
}

/** What the files of a dataset have in common. */
interface FileSchema {
  readonly dataset: Dataset;
  readonly schema: ReturnType<typeof parquetSchema>;
  readonly plan: RowGroupPlan;
}

function schemaOf(
  dataset: Dataset,
  compression: Compression,
  layout: FileLayout | undefined,
): FileSchema {
  const schema = parquetSchema(layout?.columns ?? fileColumns(dataset), layout?.fieldIds);
  return { dataset, schema, plan: { compression, leaves: schemaLeaves(schema) } };
}

class ParquetFile implements FileEncoder {
  readonly #dataset: Dataset;
  readonly #writers: Writers;
  readonly #more: FileLayout["keyValues"];
  readonly #schema: ReturnType<typeof parquetSchema>;
  readonly plan: RowGroupPlan;
  readonly #rowGroups: RowGroup[] = [];
  #rows = 0;
  sizeBytes = 0;
  readonly summary?: () => FileSummary;

  constructor(
    { dataset, schema, plan }: FileSchema,
    writers: Writers,
    layout: FileLayout | undefined,
  ) {
    this.#dataset = dataset;
    this.#writers = writers;
    this.#more = layout?.keyValues;
    this.#schema = schema;
    this.plan = plan;
    if (layout !== undefined) this.summary = () => summarize(plan.leaves, this.#rowGroups);
  }

  encodeRowGroup(columns: Iterable<ColumnValues>, rows: number): Uint8Array {
    const isFirst = this.sizeBytes === 0;
    return this.addRowGroup(this.encode({ columns, rows, isFirst }));
  }

  encode(group: RowGroupColumns): EncodedRowGroup {
    return encodeRowGroup(this.#writers, this.plan, group);
  }

  addRowGroup({ bytes, rowGroup }: EncodedRowGroup): Uint8Array {
    const before = this.sizeBytes;
    const columns = rowGroup.columns.map((column) => ({
      ...column,
      start: column.start + before,
      firstDataPage: column.firstDataPage + before,
    }));
    this.#rowGroups.push({ ...rowGroup, columns });
    this.#rows += rowGroup.rows;
    this.sizeBytes += bytes.length;
    return bytes;
  }

  finish(): Uint8Array {
    const metadata = {
      version: 2,
      created_by: CREATED_BY,
      schema: this.#schema,
      num_rows: BigInt(this.#rows),
      row_groups: this.#rowGroups.map((rowGroup) => this.#footerOf(rowGroup)),
      key_value_metadata: keyValues(this.#dataset, this.#more),
    };
    const { out } = this.#writers;
    emptyWriter(out, this.sizeBytes);
    if (this.sizeBytes === 0) out.appendUint32(MAGIC);
    writeFooter(out, metadata as unknown as FileMetadata);
    this.sizeBytes = out.offset;
    return out.getBytes().slice();
  }

  #footerOf({ rows, columns, sizeBytes }: RowGroup): FileMetadata["row_groups"][number] {
    const { codec } = this.#writers.compressor;
    return {
      columns: columns.map((encoded, i) =>
        columnChunk(this.plan.leaves[i] as SchemaLeaf, codec, encoded),
      ),
      num_rows: BigInt(rows),
      total_byte_size: BigInt(columns.reduce((sum, each) => sum + each.uncompressedBytes, 0)),
      total_compressed_size: BigInt(sizeBytes),
    };
  }
}

function writeFooter(out: ByteWriter, metadata: FileMetadata): void {
  const start = out.index;
  writeMetadata(out, metadata);
  if (metadata.row_groups.length === 0)
    nameEmptyList(new Uint8Array(out.buffer, start, out.index - start));
  out.appendUint32(MAGIC);
}

/**
 * Give the empty list of row groups the type of its elements, which hyparquet-writer can't tell without any, and
 * without which the Rust reader refuses the file.
 */
function nameEmptyList(metadata: Uint8Array): void {
  const at = Buffer.from(metadata.buffer, metadata.byteOffset, metadata.length).indexOf(
    NO_ROW_GROUPS,
  );
  metadata[at + NO_ROW_GROUPS.length - 1] = THRIFT_STRUCT;
}

function keyValues(
  { name, contractHash }: Dataset,
  more: FileLayout["keyValues"] = {},
): { key: string; value: string }[] {
  return [
    { key: CONTRACT_METADATA.datasetProperty, value: name },
    { key: CONTRACT_METADATA.hashProperty, value: contractHash },
    ...Object.entries(more).map(([key, value]) => ({ key, value })),
  ];
}
