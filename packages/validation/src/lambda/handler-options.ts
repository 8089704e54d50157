import type { S3Client } from "@aws-sdk/client-s3";
import type { SNSClient } from "@aws-sdk/client-sns";
import type { Dataset } from "@cloudapi/core";
import type { RecordMap, SourceFormat, Timestamps } from "@cloudapi/records";
import type { HandlerLogger } from "@cloudapi/s3/internal";

/** What a validation handler works with. */
export interface ValidationHandlerOptions {
  /** The contract. */
  readonly dataset: Dataset;
  readonly s3: S3Client;
  /** Needed for alerts, together with `topicArn`. */
  readonly sns?: SNSClient | undefined;
  /** The SNS topic that is told of each object that fails. */
  readonly topicArn?: string | undefined;
  /** The bucket of the raw files: events of others are skipped. */
  readonly bucket?: string | undefined;
  /** Prefix of the raw files' keys: others are skipped. */
  readonly prefix?: string | undefined;
  /** Where verdicts and rejected rows go: the object's own bucket and `quarantine/` when left out. */
  readonly quarantine?:
    | { readonly bucket?: string | undefined; readonly prefix?: string | undefined }
    | undefined;
  /** KMS key for what is written; the bucket's default encryption when left out. */
  readonly kmsKeyArn?: string | undefined;
  /** How objects are read: by name, or a format as a value; by the end of the key, else by content, when left out. */
  readonly format?: "json" | "csv" | "auto" | SourceFormat | undefined;
  /** The character between CSV cells: `,` `;` `|` or tab. */
  readonly delimiter?: string | undefined;
  /** Makes of each record what is checked: a record, several, or none. Its source text is part of what a verdict depends on. */
  readonly map?: RecordMap | undefined;
  /** How times are written that are not RFC 3339, by column: `"epoch_ms"`, `{ format: "%d.%m.%Y %H:%M", zone: "Europe/Berlin" }`. */
  readonly timestamps?: Timestamps | undefined;
  /** Names the state of `map` where its source text doesn't tell: objects are judged anew under another one. */
  readonly mapVersion?: string | undefined;
  /** Share of the rows, 0 to 1, that may be rejected before the object fails; 0 when left out. */
  readonly maxRejectedRatio?: number | undefined;
  /** A longer record is rejected without being held; 16 MiB when left out. */
  readonly maxRecordBytes?: number | undefined;
  /** How many reasons an alert lists; 10 when left out. */
  readonly maxAlertIssues?: number | undefined;
  /** Whether alerts may quote rows; not when left out. */
  readonly alertRowContents?: boolean | undefined;
  /** Whether objects are judged that have a verdict already; not when left out. */
  readonly force?: boolean | undefined;
  /** Where logs go: to standard output, a JSON object a line, when left out; nowhere when `false`. */
  readonly logger?: HandlerLogger | false | undefined;
}
