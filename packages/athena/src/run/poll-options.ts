import { type BackOff, checkOptionNames } from "@cloudapi/core/internal";

/** How long to wait between two looks at a query. */
export interface PollOptions {
  /** Before the first look; default 100 ms. */
  readonly initialDelayMs?: number;
  /** Never longer than this; default 5,000 ms. */
  readonly maxDelayMs?: number;
  /** Each delay is this many times the one before; default 1.5. */
  readonly factor?: number;
}

const DEFAULTS: BackOff = { initialDelayMs: 100, maxDelayMs: 5_000, factor: 1.5 };

/** Check poll options and fill in the defaults. */
export function readPollOptions(options: PollOptions = {}): BackOff {
  checkOptionNames("poll", options, Object.keys(DEFAULTS));
  const backOff = { ...DEFAULTS, ...options };
  requireAtLeast("initialDelayMs", backOff.initialDelayMs, 0);
  requireAtLeast("maxDelayMs", backOff.maxDelayMs, 0);
  requireAtLeast("factor", backOff.factor, 1);
  return backOff;
}

function requireAtLeast(name: string, value: number, least: number): void {
  if (!Number.isFinite(value) || value < least) {
    throw new RangeError(
      `poll.${name} must be a number of at least ${least}, not ${String(value)}.`,
    );
  }
}
