import { cpuMs } from "./cpu-ms.ts";

/** Print what a contestant took, from the start of its process on. */
export function printOutcome(): void {
  console.log(
    JSON.stringify({
      durationMs: Math.round(performance.now()),
      cpuMs: cpuMs(),
      peakRssMiB: Math.round(process.resourceUsage().maxRSS / 1024),
    }),
  );
}
