import { readFileSync } from "node:fs";

/** The most memory that this process has had, in MiB. */
export function peakRssMiB(): number {
  return Math.round(peakKiB() / 1024);
}

/** Linux counts in `maxRSS` what the process that started this one had as well; VmHWM begins with the program. */
function peakKiB(): number {
  const status = process.platform === "linux" ? readFileSync("/proc/self/status", "utf8") : "";
  const [, own] = /^VmHWM:\s+(\d+) kB$/m.exec(status) ?? [];
  return own === undefined ? process.resourceUsage().maxRSS : Number(own);
}
