import type { Dataset } from "@cloudapi/core";
import {
  ATHENA_LEAST_BYTES,
  ATHENA_TB_BYTES,
  checkDataset,
  checkOptionNames,
  PRICES,
  type Price,
  type PriceTable,
} from "@cloudapi/core/internal";

/** How much of a dataset there is in a month, and how it is asked. */
export interface CostVolume {
  /** Files that arrive in a month. */
  readonly filesPerMonth: number;
  readonly rowsPerFile: number;
  /** Bytes of a row as it arrives; 80 for each column when left out, about what JSON Lines take with names and values. */
  readonly bytesPerRow?: number | undefined;
  /** How many months of files and rows are kept; 12 when left out. */
  readonly monthsKept?: number | undefined;
  /** Queries of a month; 0 when left out. */
  readonly queriesPerMonth?: number | undefined;
  /** The share of the table's bytes that a query scans, from 0 to 1; 1 when left out: partitions and columns make it less. */
  readonly scannedShare?: number | undefined;
  /** The share of its text that Parquet takes; 0.15 when left out, as for the API logs of this repository. */
  readonly parquetShare?: number | undefined;
  /** Other prices in US dollars, such as those of another region, by their names in `PRICES`. */
  readonly prices?: Partial<Readonly<Record<keyof PriceTable, number>>> | undefined;
}

/** What something costs in a month. */
export interface CostLine {
  readonly what: string;
  readonly usd: number;
  /** What it was computed from. */
  readonly of: string;
}

/** What a pipeline costs in a month, once it holds as many months as are kept. */
export interface CostEstimate {
  readonly dataset: string;
  readonly usd: number;
  readonly lines: readonly CostLine[];
  /** What it was computed with: `PRICES`, with those that were given. */
  readonly prices: PriceTable;
}

const KNOWN = [
  "filesPerMonth",
  "rowsPerFile",
  "bytesPerRow",
  "monthsKept",
  "queriesPerMonth",
  "scannedShare",
  "parquetShare",
  "prices",
] as const satisfies readonly (keyof CostVolume)[];

const GB = 1e9;
const MB = 1e6;
/** What a function of 512 MB does in a second, and takes to begin. */
const BYTES_PER_SECOND = 2.4 * MB;
const START_SECONDS = 0.5;
const MEMORY_GB = 0.5;
const LOG_BYTES_PER_RUN = 2_000;
const ALARMS = 7;

/**
 * Roughly what the stack of `PipelineStack` costs in a month for a volume of files: an order of magnitude by list prices, to be compared with the account's bill.
 * API, warehouse, KMS, transfer, metrics and dashboard of CloudWatch, and the free tier are left out.
 *
 * @throws {TypeError | RangeError} for what is not a dataset, and numbers that can't be
 *
 * @example
 * ```ts
 * import { apiLogs } from "@cloudapi/core";
 * import { estimateCost } from "@cloudapi/infra";
 *
 * const { usd, lines } = estimateCost(apiLogs, { filesPerMonth: 30_000, rowsPerFile: 10_000, queriesPerMonth: 1_000 });
 * console.log(lines.length, usd > 1); // => 6 true
 * ```
 */
export function estimateCost(
  dataset: Pick<Dataset, "name" | "columns">,
  volume: CostVolume,
): CostEstimate {
  checkDataset("estimateCost", dataset as Dataset);
  if (typeof volume !== "object" || volume === null)
    throw new TypeError("estimateCost: volume must be { filesPerMonth, rowsPerFile, ... }.");
  checkOptionNames("estimateCost", volume, KNOWN);
  const { bytesPerRow = 80 * dataset.columns.length, monthsKept = 12 } = volume;
  const { queriesPerMonth = 0, scannedShare = 1, parquetShare = 0.15 } = volume;
  const { filesPerMonth: files, rowsPerFile } = volume;
  const counts = { filesPerMonth: files, rowsPerFile, bytesPerRow, monthsKept, queriesPerMonth };
  for (const [name, value] of Object.entries(counts))
    checkNumber(name, value, Number.MAX_SAFE_INTEGER);
  checkNumber("scannedShare", scannedShare, 1);
  checkNumber("parquetShare", parquetShare, 1);
  const prices = pricesOf(volume.prices);
  const bytes = files * rowsPerFile * bytesPerRow;
  const kept = bytes * monthsKept;
  const table = kept * parquetShare;
  const seconds = bytes / BYTES_PER_SECOND + files * START_SECONDS;
  const scanned = queriesPerMonth * Math.max(ATHENA_LEAST_BYTES, table * scannedShare);
  const requests = files * 4 * prices.s3Write.usd + files * 6 * prices.s3Read.usd;
  const stored = (kept + table) / GB;
  const runs = files * prices.lambdaRequest.usd;
  const lines = [
    line("S3 storage", stored * prices.s3Storage.usd, `${round(stored)} GB of files and Parquet`),
    line("S3 requests", requests, `${files * 4} writes, ${files * 6} reads`),
    line(
      "Lambda",
      seconds * MEMORY_GB * prices.lambda.usd + runs,
      `${files} runs, ${round(seconds * MEMORY_GB)} GB-s`,
    ),
    line(
      "Athena",
      (scanned / ATHENA_TB_BYTES) * prices.athena.usd,
      `${round(scanned / GB)} GB scanned`,
    ),
    line(
      "Logs",
      ((files * LOG_BYTES_PER_RUN) / GB) * prices.logs.usd,
      `${round((files * LOG_BYTES_PER_RUN) / GB)} GB`,
    ),
    line("Alarms", ALARMS * prices.alarm.usd, `${ALARMS} alarms`),
  ];
  return {
    dataset: dataset.name,
    usd: lines.reduce((sum, { usd }) => sum + usd, 0),
    lines,
    prices,
  };
}

function pricesOf(given: CostVolume["prices"] = {}): PriceTable {
  checkOptionNames("estimateCost: prices", given, Object.keys(PRICES));
  const others = Object.entries(given).map(([name, usd]): [string, Price] => {
    checkNumber(`prices.${name}`, usd, Number.MAX_SAFE_INTEGER);
    return [name, { ...PRICES[name as keyof PriceTable], usd, source: "given by the caller" }];
  });
  return { ...PRICES, ...Object.fromEntries(others) };
}

function line(what: string, usd: number, of: string): CostLine {
  return { what, usd, of };
}

function round(value: number): number {
  return Number(value.toPrecision(3));
}

function checkNumber(name: string, value: unknown, most: number): void {
  if (typeof value === "number" && value >= 0 && value <= most) return;
  throw new RangeError(
    `estimateCost: ${name} must be a number from 0 to ${most}, not ${String(value)}.`,
  );
}
