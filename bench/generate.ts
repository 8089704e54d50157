import { once } from "node:events";
import { createWriteStream } from "node:fs";
import { mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { seededRandom } from "../examples/lib/sample/random.ts";
import type { BENCH_DATASETS } from "./lib/datasets.ts";
import { orderOf } from "./lib/orders.ts";
import { readingOf } from "./lib/readings.ts";
import { visitOf } from "./lib/visits.ts";

/** What a benchmark's input is made of. */
export interface BenchInput {
  readonly data: keyof typeof BENCH_DATASETS;
  readonly rows: number;
  readonly format: "ndjson" | "csv";
  /** Days that the rows are spread over. */
  readonly days: number;
  /** In the order of time but for a minute's jitter, or at random. */
  readonly order: "time" | "random";
  /** How lines of JSON are written: as they usually are, with the keys of each in an order of its own, or with needless escapes. */
  readonly spelling: keyof typeof SPELLINGS;
  /** Share of rows that do not fit, such as with a status of 999, 0 to 1. */
  readonly badShare: number;
  readonly seed: number;
}

const FIRST_MS = Date.UTC(2025, 0, 1);
const DAY_MS = 86_400_000;
const METHODS = [
  "GET",
  "GET",
  "GET",
  "GET",
  "GET",
  "POST",
  "POST",
  "PUT",
  "DELETE",
  "PATCH",
] as const;
const STATUSES = [
  200, 200, 200, 200, 200, 200, 200, 201, 204, 301, 304, 400, 401, 404, 404, 500,
] as const;
const COLUMNS = [
  "timestamp",
  "endpoint",
  "method",
  "status_code",
  "response_time_ms",
  "user_id",
  "ip_address",
] as const;

/** Lines of a dataset. */
export function generateInput(input: BenchInput): Generator<string> {
  return input.data === "logs" ? generateLogs(input) : generateObjects(input, OBJECTS[input.data]);
}

/** Makes an object of its number, a time, whether it is bad, and chance. */
type ObjectOf = (i: number, at: string, isBad: boolean, random: () => number) => object;

const OBJECTS: Readonly<Record<Exclude<BenchInput["data"], "logs">, ObjectOf>> = {
  orders: orderOf,
  readings: (_, at, isBad, random) => readingOf(at, isBad, random),
  visits: (_, at, isBad, random) => visitOf(at, isBad, random),
};

function* generateObjects(input: BenchInput, objectOf: ObjectOf): Generator<string> {
  const random = seededRandom(input.seed);
  for (let i = 0; i < input.rows; i++) {
    const at = timeOf(i, input, random);
    yield `${JSON.stringify(objectOf(i, at, random() < input.badShare, random))}\n`;
  }
}

function timeOf(i: number, { order, rows, days }: BenchInput, random: () => number): string {
  const progress = order === "time" ? i / rows : random();
  return new Date(FIRST_MS + progress * (days * DAY_MS - 60_000) + random() * 60_000).toISOString();
}

/**
 * API logs with the cardinalities of a real service: some hundred endpoints and fifty thousand users of
 * skewed popularity, two hundred thousand addresses, response times with three decimals.
 */
function* generateLogs(input: BenchInput): Generator<string> {
  const random = seededRandom(input.seed);
  const skewed = (size: number) => Math.floor(size * random() ** 3);
  const addresses = Array.from(
    { length: 200_000 },
    () => `${byte(random)}.${byte(random)}.${byte(random)}.${byte(random)}`,
  );
  if (input.format === "csv") yield `${COLUMNS.join(",")}\r\n`;
  for (let i = 0; i < input.rows; i++) {
    const row = [
      timeOf(i, input, random),
      `/api/v1/resource${skewed(400)}/items`,
      METHODS[Math.floor(random() * METHODS.length)],
      random() < input.badShare ? 999 : STATUSES[Math.floor(random() * STATUSES.length)],
      random() < 0.02 ? null : Math.round(20_000 * Math.exp(2 * random())) / 1000,
      random() < 0.1 ? null : `user_${skewed(50_000)}`,
      addresses[skewed(addresses.length)],
    ];
    yield input.format === "csv" ? csvLine(row) : SPELLINGS[input.spelling](row, random);
  }
}

function byte(random: () => number): number {
  return Math.floor(random() * 256);
}

function csvLine(row: readonly unknown[]): string {
  return `${row.map((value) => (value === null ? "" : String(value as string | number))).join(",")}\r\n`;
}

const SPELLINGS = {
  plain: (row: readonly unknown[]) => jsonLine(COLUMNS, row),
  shuffled(row: readonly unknown[], random: () => number) {
    const order = COLUMNS.map((_, i) => ({ i, at: random() })).sort((a, b) => a.at - b.at);
    return jsonLine(
      order.map(({ i }) => COLUMNS[i] as string),
      order.map(({ i }) => row[i]),
    );
  },
  escaped: (row: readonly unknown[]) => jsonLine(COLUMNS, row).replaceAll("/", "\\/"),
} as const;

function jsonLine(names: readonly string[], values: readonly unknown[]): string {
  return `${JSON.stringify(Object.fromEntries(names.map((name, i) => [name, values[i]])))}\n`;
}

/** Write an input to a file, in pieces. */
export async function writeInput(path: string, input: BenchInput): Promise<void> {
  const stream = createWriteStream(path);
  let piece = "";
  for (const line of generateInput(input)) {
    piece += line;
    if (piece.length < 1_048_576) continue;
    if (!stream.write(piece)) await once(stream, "drain");
    piece = "";
  }
  stream.end(piece);
  await once(stream, "finish");
}

/** Write an input into a folder, to files of so many lines each; gives the folder. */
export async function writeFiles(
  folder: string,
  input: BenchInput,
  rowsPerFile: number,
): Promise<string> {
  await mkdir(folder);
  let lines: string[] = [];
  let files = 0;
  const next = async () => {
    const name = `${String(files++).padStart(5, "0")}.${input.format}`;
    await writeFile(join(folder, name), lines.join(""));
    lines = [];
  };
  for (const line of generateInput(input)) {
    lines.push(line);
    if (lines.length === rowsPerFile) await next();
  }
  if (lines.length > 0) await next();
  return folder;
}

if (import.meta.main) {
  const { values } = parseArgs({
    options: {
      out: { type: "string" },
      data: { type: "string", default: "logs" },
      rows: { type: "string", default: "1000000" },
      format: { type: "string", default: "ndjson" },
      days: { type: "string", default: "3" },
      order: { type: "string", default: "time" },
      spelling: { type: "string", default: "plain" },
      bad: { type: "string", default: "0.001" },
      seed: { type: "string", default: "1" },
    },
  });
  if (values.out === undefined) throw new Error("generate: --out FILE is needed.");
  await writeInput(values.out, {
    data: values.data as BenchInput["data"],
    rows: Number(values.rows),
    format: values.format as BenchInput["format"],
    days: Number(values.days),
    order: values.order as BenchInput["order"],
    spelling: values.spelling as BenchInput["spelling"],
    badShare: Number(values.bad),
    seed: Number(values.seed),
  });
}
