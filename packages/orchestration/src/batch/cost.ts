import { PRICES } from "@cloudapi/core/internal";
import { RETRIES } from "../machine/retries.ts";
import type { BatchPlan } from "./batch-plan.ts";

const DPUS = { "G.1X": 1, "G.2X": 2, "G.4X": 4, "G.8X": 8 } as const;

/**
 * The most that the transformation of a day may cost in US dollars, every state tried as often as it may be and running
 * until its time-out: of a job for the day, of a function for each batch of files,
 * on the dearer architecture.
 */
export function worstCost({ transform }: Pick<BatchPlan, "transform">): {
  readonly usd: number;
  readonly per: "day" | "invocation";
} {
  if (transform.kind === "glueJob") {
    const hours = transform.timeoutMinutes / 60;
    const attempts = 1 + RETRIES.timeout;
    return {
      usd: DPUS[transform.workerType] * transform.workers * hours * attempts * PRICES.glue.usd,
      per: "day",
    };
  }
  const seconds = transform.timeoutSeconds * (1 + RETRIES.timeout);
  return { usd: (transform.memoryMb / 1024) * seconds * PRICES.lambdaX86.usd, per: "invocation" };
}
