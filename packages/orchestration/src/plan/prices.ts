import { freezeDeep } from "../batch/freeze-deep.ts";

/** A list price, and the page that has it. */
export interface Price {
  readonly usd: number;
  readonly per: string;
  readonly source: string;
}

/**
 * List prices in US dollars by which costs are estimated, with their region, their month and the page that has each; other regions
 * differ by some per cent.
 *
 * @example
 * ```ts
 * import { PRICES } from "@cloudapi/orchestration";
 *
 * console.log(`${PRICES.glue.usd} per ${PRICES.glue.per} in ${PRICES.asOf}`); // => "0.44 per DPU-hour in 2026-11"
 * ```
 */
export const PRICES = freezeDeep({
  region: "us-east-1",
  asOf: "2026-11",
  lambda: {
    usd: 0.000_016_666_7,
    per: "GB-second",
    source: "https://aws.amazon.com/lambda/pricing/",
  },
  lambdaRequest: {
    usd: 0.000_000_2,
    per: "request",
    source: "https://aws.amazon.com/lambda/pricing/",
  },
  fargateCpu: {
    usd: 0.040_48,
    per: "vCPU-hour",
    source: "https://aws.amazon.com/fargate/pricing/",
  },
  fargateMemory: {
    usd: 0.004_445,
    per: "GB-hour",
    source: "https://aws.amazon.com/fargate/pricing/",
  },
  athena: { usd: 5, per: "TB scanned", source: "https://aws.amazon.com/athena/pricing/" },
  glue: { usd: 0.44, per: "DPU-hour", source: "https://aws.amazon.com/glue/pricing/" },
} satisfies Readonly<Record<string, Price | string>>);
