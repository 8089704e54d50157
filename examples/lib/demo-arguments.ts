import { parseArgs } from "node:util";
import { didYouMean } from "@cloudapi/core/internal";

/** What the demo was asked to do. */
export interface DemoArguments {
  readonly inputs: readonly string[];
  readonly format: "auto" | "json" | "csv";
  readonly out: string | undefined;
  readonly report: string | undefined;
  readonly maxRejected: number | undefined;
  readonly rows: number;
  readonly quiet: boolean;
  readonly help: boolean;
}

/** A command line that can't be understood; the demo ends with exit code 2. */
export class UsageError extends Error {}

export const USAGE = `Usage: npx pnpm@12 demo [options]

Carries log files through upload, validation, transformation and query, on an
embedded cloud. Without --input it makes a sample of its own.

  --input FILE      a file (NDJSON, JSON array or CSV, also .gz) or a folder of
                    them; repeatable
  --format FORMAT   auto (default: by content), json or csv
  --out DIR         keep Parquet, quarantine and report files in DIR, in their
                    bucket layout
  --report FILE     write the numbers to FILE as JSON
  --max-rejected N  fail (exit code 1) when more than N rows are rejected
  --rows N          rows of the sample when there is no --input (default 5000)
  --quiet           print nothing but errors
  --help            print this

Exit codes: 0 done; 1 failed, which a file without a single valid row is, too;
2 wrong usage.`;

/** Read the demo's command line. @throws {UsageError} with what is wrong and what there is */
export function parseDemoArguments(argv: readonly string[]): DemoArguments {
  const values = readOptions(argv);
  refuseEmpty(values);
  if (values.rows !== undefined && values.input !== undefined)
    throw new UsageError("--rows is the size of the sample, and with --input there is no sample.");
  return {
    inputs: values.input ?? [],
    format: readFormat(values.format),
    out: values.out,
    report: values.report,
    maxRejected: readCount("--max-rejected", values["max-rejected"], 0),
    rows: readCount("--rows", values.rows, 1) ?? 5_000,
    quiet: values.quiet === true,
    help: values.help === true,
  };
}

const OPTIONS = {
  input: { type: "string", multiple: true },
  format: { type: "string" },
  out: { type: "string" },
  report: { type: "string" },
  "max-rejected": { type: "string" },
  rows: { type: "string" },
  quiet: { type: "boolean" },
  help: { type: "boolean", short: "h" },
} as const;

function readOptions(argv: readonly string[]) {
  try {
    return parseArgs({
      args: argv.filter((argument) => argument !== "--"),
      allowPositionals: false,
      options: OPTIONS,
    }).values;
  } catch (error) {
    throw new UsageError(reasonOf(error), { cause: error });
  }
}

/** The first sentence of what Node says, and what may have been meant. */
function reasonOf(error: unknown): string {
  const message = error instanceof Error ? error.message : String(error);
  const dashed = /^Option '(--[^']+)' argument is ambiguous/.exec(message)?.[1];
  if (dashed !== undefined)
    return `${dashed} needs a value. One that begins with a dash is written ${dashed}=-1.`;
  const [sentence = ""] = message.split(/\.(?:\s|$)/);
  return `${sentence}.${nearest(message)}`;
}

function nearest(message: string): string {
  const positional = /^Unexpected argument '([^']+)'/.exec(message)?.[1];
  if (positional !== undefined) return ` Did you mean --input ${positional}?`;
  const unknown = /^Unknown option '--([^']+)'/.exec(message)?.[1];
  const known = unknown === undefined ? undefined : didYouMean(unknown, Object.keys(OPTIONS));
  return known === undefined ? "" : ` Did you mean --${known}?`;
}

function refuseEmpty(values: Readonly<Record<string, unknown>>): void {
  for (const [name, value] of Object.entries(values))
    if ([value].flat().includes("")) throw new UsageError(`--${name} needs a value.`);
}

const FORMATS: Readonly<Record<string, DemoArguments["format"]>> = {
  auto: "auto",
  json: "json",
  ndjson: "json",
  jsonl: "json",
  csv: "csv",
};

function readFormat(text: string | undefined): DemoArguments["format"] {
  const format = FORMATS[(text ?? "auto").toLowerCase()];
  if (format === undefined)
    throw new UsageError(`--format must be auto, json or csv, not "${text}".`);
  return format;
}

function readCount(option: string, text: string | undefined, least: number): number | undefined {
  if (text === undefined) return undefined;
  const count = Number(text);
  if (/^\d+$/.test(text) && Number.isSafeInteger(count) && count >= least) return count;
  throw new UsageError(`${option} must be a whole number of at least ${least}, not "${text}".`);
}
