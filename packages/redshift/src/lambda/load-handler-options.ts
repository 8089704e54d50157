import type { S3Client } from "@aws-sdk/client-s3";
import type { Dataset } from "@cloudapi/core";
import type { HandlerLogger } from "@cloudapi/s3/internal";
import type { LoadObjectsInput, LoadOptions } from "../load/load-objects.ts";
import type { Warehouse } from "../warehouse/warehouse.ts";

/** What a handler passes on to `loadObjects` as it is. */
export type PassedLoad = Pick<
  LoadObjectsInput,
  "schema" | "table" | "mode" | "iamRole" | "manifests" | "months" | "acceptContracts"
>;

/** What a loading handler works with. */
export interface LoadHandlerOptions extends PassedLoad, Pick<LoadOptions, "maxAttempts"> {
  /** The contract. */
  readonly dataset: Dataset;
  readonly s3: S3Client;
  /** `dataApiWarehouse` or `pgWarehouse`. */
  readonly warehouse: Warehouse;
  /** The bucket of the files: events of others are skipped. */
  readonly bucket?: string | undefined;
  /** Prefix of the files' keys: others are skipped. */
  readonly prefix?: string | undefined;
  /** Where the dataset's own keys begin, when columns stand in them; `prefix` when left out. */
  readonly keysBegin?: string | undefined;
  /** Where logs go: to standard output, a JSON object a line, when left out; nowhere when `false`. */
  readonly logger?: HandlerLogger | false | undefined;
}
