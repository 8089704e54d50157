/** The settings of a pipeline, read and checked. */
export interface Config {
  /** Where to run: the embedded cloud, or AWS. */
  readonly target: "local" | "aws";
  readonly region: string;
  readonly rawBucket: string;
  readonly processedBucket: string;
  readonly rawPrefix: string;
  readonly processedPrefix: string;
  readonly quarantinePrefix: string;
  readonly athenaDatabase: string;
  readonly athenaWorkGroup: string;
  readonly athenaOutputLocation: string;
  readonly alertTopicArn: string | undefined;
  readonly kmsKeyArn: string | undefined;
  readonly logLevel: "DEBUG" | "INFO" | "WARN" | "ERROR" | "SILENT";
}
