import { CONTRACT_METADATA, type Dataset } from "@cloudapi/core";
import { ByteWriter, ParquetWriter, type ColumnSource } from "hyparquet-writer";
import type { ColumnValues } from "../columns/column-values.ts";
import type { FileEncoder } from "./file-encoder.ts";
import { parquetSchema } from "./parquet-schema.ts";
import { plainValues } from "./plain-values.ts";

/** In the form that Parquet readers parse: "application version v (build b)". */
const CREATED_BY = "cloudapi version 0.1 (build hyparquet-writer)";
const PAGE_BYTES = 1024 * 1024;

/**
 * Start a Snappy Parquet file of a dataset's rows, with dictionaries where they pay, and statistics; the
 * contract's name and hash are in its key-value metadata.
 */
export function startParquetFile(dataset: Dataset): FileEncoder {
  const bytes = new DrainedWriter();
  const writer = new ParquetWriter({
    writer: bytes,
    schema: parquetSchema(dataset.columns),
    codec: "SNAPPY",
    createdBy: CREATED_BY,
    kvMetadata: [
      { key: CONTRACT_METADATA.datasetProperty, value: dataset.name },
      { key: CONTRACT_METADATA.hashProperty, value: dataset.contractHash },
    ],
  });
  return {
    get sizeBytes() {
      return bytes.offset;
    },
    encodeRowGroup(columns: readonly ColumnValues[], rows: number): Uint8Array {
      const columnData = dataset.columns.map(({ name, type }, i) => columnSource(name, plainValues(type, columns[i] as ColumnValues)));
      void writer.write({ columnData, rowGroupSize: rows, pageSize: PAGE_BYTES });
      return bytes.drain();
    },
    finish(): Uint8Array {
      void writer.finish();
      return bytes.drain();
    },
  };
}

function columnSource(name: string, data: ArrayLike<unknown>): ColumnSource {
  return { name, data: data as ColumnSource["data"] };
}

/** A byte writer whose content is taken out piece by piece, while its offset counts on. */
class DrainedWriter extends ByteWriter {
  drain(): Uint8Array {
    const drained = new Uint8Array(this.buffer, 0, this.index);
    this.buffer = new ArrayBuffer(1024);
    this.view = new DataView(this.buffer);
    this.index = 0;
    return drained;
  }
}
