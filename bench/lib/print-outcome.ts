import { cpuMs } from "./cpu-ms.ts";
import { peakRssMiB } from "./peak-rss-mib.ts";

/** Print what a contestant took, from the start of its process on, and what it counted. */
export function printOutcome(counts: Readonly<Record<string, number>> = {}): void {
  console.log(
    JSON.stringify({
      ...counts,
      durationMs: Math.round(performance.now()),
      cpuMs: cpuMs(),
      peakRssMiB: peakRssMiB(),
    }),
  );
}
