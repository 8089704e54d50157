/** A list price of us-east-1 in US dollars, without free tier, taxes and discounts. */
export interface Price {
  readonly usd: number;
  /** What it is paid for, such as `GB-second`. */
  readonly per: string;
  /** The month in which it was written down. */
  readonly asOf: string;
  /** The page that has it. */
  readonly source: string;
}

/** The prices of {@link PRICES} by name, with any others in their place. */
export type PriceTable = Readonly<Record<keyof typeof PRICES, Price>>;

/** The region of {@link PRICES}; others differ by some per cent. */
export const PRICE_REGION = "us-east-1";

/**
 * The bytes of a TB that Athena bills: 2^40. Its pricing page doesn't say which; AWS's own Pricing Calculator counts "0.0009765625 TB in a GB", 1 of 1,024.
 */
export const ATHENA_TB_BYTES = 1024 ** 4;

/** A query of Athena that scans anything is billed for so many bytes at least: 10 MB. */
export const ATHENA_LEAST_BYTES = 10 * 1024 ** 2;

/**
 * List prices by which costs are estimated, each with its month and the page that has it. They are written down by hand: look at the page before a
 * decision hangs on one.
 *
 * @example
 * ```ts
 * import { PRICES } from "@cloudapi/infra";
 *
 * const { usd, per, asOf } = PRICES.glue;
 * console.log(`${usd} per ${per} in ${asOf}`); // => "0.44 per DPU-hour in 2026-11"
 * ```
 */
export const PRICES = Object.freeze({
  s3Storage: price(0.023, "GB-month", "s3"),
  s3Write: price(0.005 / 1000, "request", "s3"),
  s3Read: price(0.0004 / 1000, "request", "s3"),
  /** Functions of arm64, as the deployers and constructs make them. */
  lambda: price(0.000_013_333_4, "GB-second", "lambda"),
  lambdaX86: price(0.000_016_666_7, "GB-second", "lambda"),
  lambdaRequest: price(0.2 / 1e6, "request", "lambda"),
  fargateCpu: price(0.040_48, "vCPU-hour", "fargate"),
  fargateMemory: price(0.004_445, "GB-hour", "fargate"),
  athena: price(5, "TB scanned", "athena"),
  glue: price(0.44, "DPU-hour", "glue"),
  logs: price(0.5, "GB", "cloudwatch"),
  alarm: price(0.1, "alarm-month", "cloudwatch"),
});

function price(usd: number, per: string, page: string): Price {
  return Object.freeze({
    usd,
    per,
    asOf: "2026-11",
    source: `https://aws.amazon.com/${page}/pricing/`,
  });
}
