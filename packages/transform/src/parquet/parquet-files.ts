import { type Dataset, fileColumns } from "@cloudapi/core";
import { type ColumnValues, openKernel } from "@cloudapi/records/internal";
import type { RowGroup } from "./column-chunk.ts";
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
import { type FooterParts, footerOf, footerParts } from "./footer.ts";
import { openWriters } from "./open-writers.ts";
import { parquetSchema, schemaLeaves } from "./parquet-schema.ts";
import { summarize } from "./summarize.ts";

/** {@link MAGIC} as bytes. */
const FILE_BEGIN = Buffer.alloc(4);
FILE_BEGIN.writeUInt32LE(MAGIC);

/** Those of files that have all columns of their dataset, which is known by more than one run. */
const SCHEMAS = new WeakMap<Dataset, Map<Compression, FileSchema>>();

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
    if (last?.dataset !== dataset)
      last =
        layout === undefined
          ? knownSchema(dataset, compression)
          : schemaOf(dataset, compression, layout);
    return new ParquetFile(last, writers, layout);
  };
}

/** What the files of a dataset have in common. */
interface FileSchema {
  readonly dataset: Dataset;
  readonly footer: FooterParts;
  readonly plan: RowGroupPlan;
}

function knownSchema(dataset: Dataset, compression: Compression): FileSchema {
  const known = SCHEMAS.get(dataset) ?? new Map<Compression, FileSchema>();
  SCHEMAS.set(dataset, known);
  const schema = known.get(compression) ?? schemaOf(dataset, compression, undefined);
  known.set(compression, schema);
  return schema;
}

function schemaOf(
  dataset: Dataset,
  compression: Compression,
  layout: FileLayout | undefined,
): FileSchema {
  const schema = parquetSchema(layout?.columns ?? fileColumns(dataset), layout?.fieldIds);
  const leaves = schemaLeaves(schema);
  const codec = compression === "zstd" ? "ZSTD" : "SNAPPY";
  const parts = { codec, keyValues: layout?.keyValues } as const;
  const footer = footerParts(dataset, schema, leaves, parts);
  return { dataset, footer, plan: { compression, leaves } };
}

class ParquetFile implements FileEncoder {
  readonly #writers: Writers;
  readonly #footer: FooterParts;
  readonly plan: RowGroupPlan;
  readonly #rowGroups: RowGroup[] = [];
  sizeBytes = 0;
  readonly summary?: () => FileSummary;

  constructor(schema: FileSchema, writers: Writers, layout: FileLayout | undefined) {
    const { footer, plan } = schema;
    this.#writers = writers;
    this.#footer = footer;
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

  release(bytes: Uint8Array<ArrayBuffer>): void {
    this.#writers.spares.give(bytes);
  }

  addRowGroup({ bytes, rowGroup }: EncodedRowGroup): Uint8Array<ArrayBuffer> {
    const before = this.sizeBytes;
    const columns = rowGroup.columns.map((column) => ({
      ...column,
      start: column.start + before,
      firstDataPage: column.firstDataPage + before,
    }));
    this.#rowGroups.push({ ...rowGroup, columns });
    this.sizeBytes += bytes.length;
    return bytes;
  }

  finish(): Uint8Array {
    const end = footerOf(this.#footer, this.#rowGroups);
    const bytes = this.sizeBytes > 0 ? end : Buffer.concat([FILE_BEGIN, end]);
    this.sizeBytes += bytes.length;
    return bytes;
  }
}
