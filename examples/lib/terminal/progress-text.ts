import { bar } from "./bars.ts";
import { cutEnd } from "./cut-text.ts";
import { displayWidth } from "./display-width.ts";
import { formatDuration } from "./format.ts";

/** How far a step is. */
export interface StepProgress {
  /** The step, such as `transform`. */
  readonly step: string;
  readonly done: number;
  readonly total: number;
  readonly elapsedMs: number;
  /** How `done`, and with `/s` the rate, are told. */
  readonly format: (amount: number) => string;
}

const STEP_WIDTH = 11;
const BAR_WIDTH = 20;
const RATE_AFTER_MS = 200;

/** A step with its bar, how much is done, how fast it goes and how long it will take; less of it in a narrow terminal. */
export function progressText(progress: StepProgress, width: number): string {
  const { step, done, total, elapsedMs, format } = progress;
  const share = total > 0 ? Math.min(1, done / total) : 0;
  const rate = elapsedMs >= RATE_AFTER_MS && done > 0 ? (done * 1000) / elapsedMs : undefined;
  const head = step.padEnd(STEP_WIDTH);
  const facts = [
    `${Math.floor(share * 100)}%`.padStart(4),
    format(done),
    ...(rate === undefined
      ? []
      : [`${format(Math.round(rate))}/s`, timeLeft((total - done) / rate)]),
  ].join("  ");
  const room = Math.min(BAR_WIDTH, width - displayWidth(head + facts) - 2);
  if (room < 5) return cutEnd(head + facts, width);
  return `${head}${bar(share, room).padEnd(room, "░")}  ${facts}`;
}

function timeLeft(seconds: number): string {
  return `${formatDuration(Math.ceil(seconds))} left`;
}
