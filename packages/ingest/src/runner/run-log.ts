import type { IngestProgress } from "../run/ingest-report.ts";
import type { LogLevel } from "./read-settings.ts";

/** Where the runner writes. */
export interface Output {
  write(text: string): unknown;
  /** Whether someone looks at it. */
  readonly isTTY?: boolean | undefined;
}

const LEVELS = ["debug", "info", "warn", "error"] as const;
/** Between two lines of progress of a table. */
const TERMINAL_MS = 100;
const LOG_MS = 10_000;
const COLUMNS = 79;

/** Says what happens: a line for each table on a terminal, and JSON a line elsewhere. */
export class RunLog {
  readonly #output: Output;
  readonly #least: number;
  readonly #startedMs = new Map<string, number>();
  #toldMs = 0;
  #isLineOpen = false;

  constructor(output: Output, level: LogLevel) {
    this.#output = output;
    this.#least = LEVELS.indexOf(level);
  }

  /** Say something; elsewhere than on a terminal with its facts. */
  say(level: LogLevel, message: string, facts: Readonly<Record<string, unknown>> = {}): void {
    if (LEVELS.indexOf(level) < this.#least) return;
    if (this.#output.isTTY === true) {
      this.#endLine();
      this.#output.write(`${message}\n`);
      return;
    }
    const line = { time: new Date().toISOString(), level, message, ...facts };
    this.#output.write(`${JSON.stringify(line)}\n`);
  }

  /** Say how far a table has come. */
  progress(progress: IngestProgress): void {
    const { table, status, rowsRead, rowsRejected } = progress;
    const nowMs = performance.now();
    const startedMs = this.#startedMs.get(table) ?? nowMs;
    this.#startedMs.set(table, startedMs);
    const isDone = status !== "reading";
    const isTerminal = this.#output.isTTY === true;
    if (!isDone && nowMs - this.#toldMs < (isTerminal ? TERMINAL_MS : LOG_MS)) return;
    this.#toldMs = nowMs;
    if (isDone) this.#startedMs.delete(table);
    const seconds = (nowMs - startedMs) / 1_000;
    if (isTerminal) this.#line(progressLine(progress, seconds), isDone);
    else if (isDone || this.#least === 0)
      this.say(isDone ? "info" : "debug", `${table}: ${status}`, {
        table,
        status,
        rowsRead,
        rowsRejected,
      });
  }

  #line(text: string, isDone: boolean): void {
    if (this.#least > LEVELS.indexOf("info")) return;
    this.#output.write(`\r${text.slice(0, COLUMNS).padEnd(COLUMNS)}${isDone ? "\n" : ""}`);
    this.#isLineOpen = !isDone;
  }

  #endLine(): void {
    if (this.#isLineOpen) this.#output.write("\n");
    this.#isLineOpen = false;
  }
}

/** `orders       1,234,567 rows   84,000/s   about 12 s left` */
function progressLine(
  { table, status, rowsRead, rowEstimate, rowsRejected }: IngestProgress,
  seconds: number,
): string {
  const rate = seconds > 0.2 ? rowsRead / seconds : 0;
  const left = rate > 0 && rowEstimate !== undefined ? (rowEstimate - rowsRead) / rate : 0;
  const parts = [
    table.length > 24 ? `${table.slice(0, 23)}…` : table.padEnd(24),
    `${counted(rowsRead)} rows`.padStart(18),
    rate > 0 ? `${counted(Math.round(rate))}/s`.padStart(12) : "",
    status === "reading" && left >= 1 ? `about ${counted(Math.ceil(left))} s left` : "",
    rowsRejected > 0 ? `${counted(rowsRejected)} rejected` : "",
    status === "failed" ? "failed" : "",
  ];
  return parts.filter((part) => part !== "").join("  ");
}

function counted(value: number): string {
  return value.toLocaleString("en-US");
}
