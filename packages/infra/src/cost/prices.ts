/** List prices in US dollars, of one region and year. */
export interface Prices {
  readonly region: string;
  /** The year that they are of. */
  readonly asOf: string;
  /** Where they stand, and whether they were looked up there. */
  readonly source: string;
  readonly s3StorageGbMonth: number;
  readonly s3PutPer1000: number;
  readonly s3GetPer1000: number;
  readonly lambdaGbSecond: number;
  readonly lambdaPerMillion: number;
  readonly athenaTb: number;
  readonly logsGb: number;
  readonly alarmMonth: number;
}

/**
 * List prices without free tier, taxes and discounts. They were not looked up for this release, as `source` says: check them before a decision hangs on them.
 *
 * @example
 * ```ts
 * import { LIST_PRICES } from "@cloudapi/infra";
 *
 * console.log(LIST_PRICES.region, LIST_PRICES.athenaTb); // => us-east-1 5
 * ```
 */
export const LIST_PRICES: Prices = Object.freeze({
  region: "us-east-1",
  asOf: "2025",
  source:
    "written down from memory of aws.amazon.com/s3/pricing (Standard), /lambda/pricing (ARM), /athena/pricing and /cloudwatch/pricing, and not looked up: check them there",
  s3StorageGbMonth: 0.023,
  s3PutPer1000: 0.005,
  s3GetPer1000: 0.0004,
  lambdaGbSecond: 0.0000133334,
  lambdaPerMillion: 0.2,
  athenaTb: 5,
  logsGb: 0.5,
  alarmMonth: 0.1,
});
