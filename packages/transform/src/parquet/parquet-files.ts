import { CONTRACT_METADATA, type Dataset } from "@cloudapi/core";
import type { ColumnValues } from "@cloudapi/records/internal";
import { ByteWriter } from "hyparquet-writer";
import { writeMetadata } from "hyparquet-writer/src/metadata.js";
import { type ColumnChunk, emptyWriter, encodeColumn, type Writers } from "./encode-column.ts";
import type { FileEncoder, StartFile } from "./file-encoder.ts";
import { parquetSchema } from "./parquet-schema.ts";
import { SnappyCompressor } from "./snappy-compressor.ts";

/** In the form that Parquet readers parse: "application version v (build b)". */
const CREATED_BY = "cloudapi version 0.1 (build hyparquet-writer)";
/** "PAR1", little-endian. */
const MAGIC = 0x31524150;

type FileMetadata = Parameters<typeof writeMetadata>[1];

/**
 * A starter of Snappy Parquet files, with dictionaries where they pay, and statistics; the contract's name
 * and hash are in their key-value metadata. The files of one starter share its buffers.
 */
export function parquetFiles(): StartFile {
  const writers: Writers = {
    out: new ByteWriter(),
    body: new ByteWriter(),
    snappy: new SnappyCompressor(),
  };
  return (dataset) => startParquetFile(dataset, writers);
}

function startParquetFile(dataset: Dataset, writers: Writers): FileEncoder {
  const schema = parquetSchema(dataset.columns);
  const rowGroups: FileMetadata["row_groups"] = [];
  let sizeBytes = 0;
  let rowsInAll = 0;

  /** What `write` writes, as the file's next bytes. */
  function next(write: (out: ByteWriter) => void): Uint8Array {
    const { out } = writers;
    emptyWriter(out, sizeBytes);
    if (sizeBytes === 0) out.appendUint32(MAGIC);
    write(out);
    sizeBytes = out.offset;
    return out.getBytes().slice();
  }

  function encodeRowGroup(columns: readonly ColumnValues[], rows: number): Uint8Array {
    return next((out) => {
      const start = out.offset;
      const chunks = columns.map((column, i) =>
        encodeColumn(writers, schema[i + 1] as (typeof schema)[number], column, rows),
      );
      rowGroups.push({
        columns: chunks,
        num_rows: BigInt(rows),
        total_byte_size: uncompressedSize(chunks),
        total_compressed_size: BigInt(out.offset - start),
      });
      rowsInAll += rows;
    });
  }

  function finish(): Uint8Array {
    return next((out) => {
      const metadata = {
        version: 2,
        created_by: CREATED_BY,
        schema,
        num_rows: BigInt(rowsInAll),
        row_groups: rowGroups,
        key_value_metadata: keyValues(dataset),
      };
      writeMetadata(out, metadata as unknown as FileMetadata);
      out.appendUint32(MAGIC);
    });
  }

  return {
    get sizeBytes() {
      return sizeBytes;
    },
    encodeRowGroup,
    finish,
  };
}

function uncompressedSize(chunks: readonly ColumnChunk[]): bigint {
  return chunks.reduce(
    (sum, { meta_data }) => sum + (meta_data?.total_uncompressed_size ?? 0n),
    0n,
  );
}

function keyValues({ name, contractHash }: Dataset): { key: string; value: string }[] {
  return [
    { key: CONTRACT_METADATA.datasetProperty, value: name },
    { key: CONTRACT_METADATA.hashProperty, value: contractHash },
  ];
}
