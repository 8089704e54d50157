import { parseArgs } from "node:util";
import { CASES } from "./cases.ts";

/** What the command line of `bench` says. */
export interface BenchOptions {
  /** The most rows that a case has. */
  readonly rows: number;
  /** Turns of each contestant. */
  readonly runs: number;
  /** Titles of the cases to measure; all but those by hand where it is not given. */
  readonly only: readonly string[] | undefined;
  /** A Python that has Polars. */
  readonly python: string | undefined;
  /** Whether the figures go into the documentation. */
  readonly write: boolean;
}

/** What is said to who asks for help, or has made a mistake. */
export const BENCH_USAGE = `Usage: npx pnpm@12 bench [options]
  --rows N       the most rows that a case has
  --runs N       turns of each contestant, 3 if not said
  --only TITLE   measure this case; may stand more than once
  --python PATH  a Python that has Polars
  --write        put the figures into docs/performance.md
Cases:
${CASES.map(({ title, isByHand }) => `  ${title}${isByHand === true ? " (only by --only)" : ""}`).join("\n")}`;

/**
 * Read the command line; undefined where it asks for help.
 *
 * @throws {TypeError} for an option that there is not, or a value that is none
 */
export function readBenchOptions(args: string[]): BenchOptions | undefined {
  const { values } = parseArgs({
    args,
    options: {
      rows: { type: "string" },
      runs: { type: "string", default: "3" },
      only: { type: "string", multiple: true },
      python: { type: "string" },
      write: { type: "boolean", default: false },
      help: { type: "boolean", default: false },
    },
  });
  if (values.help) return undefined;
  const titles = CASES.map(({ title }) => title);
  const unknown = values.only?.find((title) => !titles.includes(title));
  if (unknown !== undefined) throw new TypeError(`--only "${unknown}" is none of the cases`);
  const { rows, runs, only, python, write } = values;
  return {
    rows: rows === undefined ? Number.POSITIVE_INFINITY : wholeNumber("--rows", rows),
    runs: wholeNumber("--runs", runs),
    only,
    python,
    write,
  };
}

function wholeNumber(option: string, text: string): number {
  const number = Number(text);
  if (!Number.isSafeInteger(number) || number < 1)
    throw new TypeError(`${option} ${text}: expected a whole number from 1 on`);
  return number;
}
