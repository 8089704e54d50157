import type { S3Client } from "@aws-sdk/client-s3";
import type { Dataset } from "@cloudapi/core";
import type { Encryption } from "@cloudapi/s3";
import type { HandlerLogger, ObjectRef } from "@cloudapi/s3/internal";
import type { TransformOptions } from "../read/transform-options.ts";
import type { Sink } from "../sink/sink.ts";
import type { TableSink } from "../write/destination.ts";
import type { TransformReport } from "../write/write-report.ts";

/** What a handler passes on to `transform` as it is. */
export type PassedOptions = Pick<
  TransformOptions,
  | "mode"
  | "format"
  | "delimiter"
  | "map"
  | "timestamps"
  | "maxRecordBytes"
  | "maxDepth"
  | "dropNullColumns"
  | "maxRejectedRatio"
  | "allowFewerRows"
  | "compression"
  | "quarantineTable"
>;

/** Where a table is in S3, and how it is written. */
export interface TableDestination {
  readonly bucket: string;
  /** The table's folder; that of the dataset's name when left out. */
  readonly prefix?: string | undefined;
  /** With keys of S3's own (`"AES256"`), or with a KMS key; the bucket's own when left out. */
  readonly encryption?: Encryption | undefined;
}

/** An object that was transformed, and the whole report of the run. */
export interface PublishedObject {
  readonly object: ObjectRef;
  readonly report: TransformReport;
}

/** What a transforming handler works with. */
export interface TransformHandlerOptions extends PassedOptions {
  /** The contract. */
  readonly dataset: Dataset;
  readonly s3: S3Client;
  /** The place of the table, with its manifests and rejected rows. */
  readonly destination: TableDestination;
  /** Another table than one of files, such as an `icebergSink`; `destination` then says where its objects are, for objects there are not read. */
  readonly sink?: Sink | TableSink | undefined;
  /** The bucket of the raw files: events of others are skipped. */
  readonly bucket?: string | undefined;
  /** Prefix of the raw files' keys: others are skipped. */
  readonly prefix?: string | undefined;
  /** A larger object is refused before it is read; default none but what the time that is left allows. */
  readonly maxObjectBytes?: number | undefined;
  /**
   * How many bytes of an object a second of the function is taken to transform. Default 8 MiB for each vCPU of the function (1,769 MB of
   * memory), a quarter of that where the key's ending is that of a compressed file. An object that would not be done in time is refused before it is read.
   */
  readonly bytesPerSecond?: number | undefined;
  /** Called after an object's rows are published, such as to register partitions; what it throws fails the object, which is tried again. */
  readonly onPublished?: ((published: PublishedObject) => Promise<void>) | undefined;
  /** Where logs go: to standard output, a JSON object a line, when left out; nowhere when `false`. */
  readonly logger?: HandlerLogger | false | undefined;
}
