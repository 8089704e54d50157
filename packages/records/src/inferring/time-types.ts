import type { TimestampFormat } from "../adapting/timestamps/timestamp-format.ts";
import type { NumberSummary, TextSummary } from "./observation.ts";
import type { ProposedType } from "./proposal.ts";
import { DIGITS, formatName, isAmbiguous } from "./time-formats.ts";

const EPOCHS = [
  ["epoch_s", "seconds", 1],
  ["epoch_ms", "milliseconds", 1e3],
  ["epoch_us", "microseconds", 1e6],
  ["epoch_ns", "nanoseconds", 1e9],
] as const;
const NAMED_TIME =
  /time|date|stamp|(?:^|_)(?:at|ts)$|[a-z]At$|updated|created|datum|zeit|(?:^|_)t[as]g$|tag$|day|fecha|jour|valuta/i;

/** Whether a format counts from 1970 on. */
export function isEpoch(format: TimestampFormat): boolean {
  return formatName(format).startsWith("epoch_");
}

/** The time that numbers are, where their field is named like one and all of them lie in 1990 to 2060. */
export function epochType(
  { min, max, integers, count, hasExponent }: NumberSummary,
  name: string,
  findings: string[],
): ProposedType | undefined {
  if (!NAMED_TIME.test(name) || hasExponent) return undefined;
  const found = EPOCHS.find(([, , factor]) => min >= 631e6 * factor && max <= 2840e6 * factor);
  if (found === undefined || (integers < count && found[0] !== "epoch_s")) return undefined;
  findings.push(`${found[1]} since 1970`);
  return { kind: "timestamp", format: found[0] };
}

/** The time or day that all texts are, where it can be told which. */
export function timeType(
  { times }: TextSummary,
  name: string,
  findings: string[],
): ProposedType | undefined {
  const [first] = times;
  if (first === undefined) return undefined;
  const { kind, format, isLocal } = first;
  if (format === undefined) return { kind };
  const written = JSON.stringify(formatName(format));
  if (isAmbiguous(times)) {
    const others = times.map((each) => JSON.stringify(formatName(each.format ?? "")));
    findings.push(
      `${kind}s, but of which days can't be told: ${[...new Set(others)].join(" or ")}?`,
    );
    return undefined;
  }
  if (format === DIGITS && !NAMED_TIME.test(name)) return undefined;
  const isShort = /%y/.test(written) && kind === "date";
  if (isShort && !NAMED_TIME.test(name)) {
    findings.push(`may be days written ${written}`);
    return undefined;
  }
  findings.push(
    isLocal ? `written ${written}, in no zone: read as UTC; is it?` : `written ${written}`,
  );
  return { kind, format };
}
