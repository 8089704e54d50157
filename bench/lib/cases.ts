import type { BenchInput } from "../generate.ts";

/** An input that every contestant turns into day-partitioned Parquet, only validates, or has as objects and calls a function with. */
export interface BenchCase {
  readonly title: string;
  readonly job?: "validate" | RowFunction;
  readonly input: Omit<BenchInput, "rows" | "seed">;
  /** How many rows, or as many as the command line says if these are fewer. */
  readonly rows: number;
  readonly isGzip?: boolean;
  /** The input is a folder of files with so many rows each. */
  readonly rowsPerFile?: number;
  /** This library does it without a kernel, as where there is no WebAssembly. */
  readonly isWithoutWebAssembly?: boolean;
  /** Processors and threads that each has; default 1. */
  readonly cores?: number;
  /** What counts is the time by the clock, from the start of the process to its end. */
  readonly isByClock?: boolean;
  /** Measured only when `--only` names it. */
  readonly isByHand?: boolean;
  /** Who takes part beside this library. */
  readonly peers: readonly Peer[];
}

/** Others that do the same job. */
export type Peer =
  | "duckdb"
  | "duckdb-rejects"
  | "duckdb-glob"
  | "polars"
  | "polars-columns"
  | "naive";

/** Functions over rows that are objects in memory. */
export type RowFunction = "toParquet" | "partitionByDate" | "dropNulls" | "computeEndpointMetrics";

const LOGS = {
  data: "logs",
  format: "ndjson",
  days: 3,
  order: "time",
  spelling: "plain",
  badShare: 0.001,
} as const;

const MILLION = 1_000_000;

/** What is measured, the usual job first; cases that have the same input are next to each other, so that it is made once. */
export const CASES: readonly BenchCase[] = [
  {
    title: "JSON Lines",
    input: LOGS,
    rows: 2 * MILLION,
    peers: ["duckdb", "polars", "naive"],
  },
  {
    title: "JSON Lines, two cores, by the clock",
    input: LOGS,
    rows: 2 * MILLION,
    cores: 2,
    isByClock: true,
    peers: ["duckdb", "polars"],
  },
  { title: "validation alone", job: "validate", input: LOGS, rows: 2 * MILLION, peers: ["naive"] },
  {
    title: "ten million JSON Lines",
    input: LOGS,
    rows: 10 * MILLION,
    peers: ["duckdb", "polars"],
  },
  {
    title: "ten million, two cores, by the clock",
    input: LOGS,
    rows: 10 * MILLION,
    cores: 2,
    isByClock: true,
    peers: ["duckdb", "polars"],
  },
  {
    title: "ten million, without WebAssembly",
    input: LOGS,
    rows: 10 * MILLION,
    isWithoutWebAssembly: true,
    peers: ["duckdb"],
  },
  { title: "CSV", input: { ...LOGS, format: "csv" }, rows: 2 * MILLION, peers: ["duckdb"] },
  {
    title: "365 days in random order",
    input: { ...LOGS, days: 365, order: "random" },
    rows: 2 * MILLION,
    peers: ["duckdb", "polars"],
  },
  {
    title: "2,000 days in random order",
    input: { ...LOGS, days: 2_000, order: "random" },
    rows: 2 * MILLION,
    peers: ["duckdb"],
  },
  {
    title: "keys in any order",
    input: { ...LOGS, spelling: "shuffled" },
    rows: 2 * MILLION,
    peers: ["duckdb", "polars"],
  },
  {
    title: "escapes in every row",
    input: { ...LOGS, spelling: "escaped" },
    rows: 2 * MILLION,
    peers: ["duckdb", "polars"],
  },
  {
    title: "half of the rows bad, and kept",
    input: { ...LOGS, badShare: 0.5 },
    rows: MILLION,
    peers: ["duckdb-rejects"],
  },
  {
    title: "every row bad, and kept",
    input: { ...LOGS, badShare: 1 },
    rows: MILLION,
    peers: ["duckdb-rejects"],
  },
  { title: "gzip", input: LOGS, rows: 2 * MILLION, isGzip: true, peers: ["duckdb"] },
  {
    title: "columns of UUIDs and URLs",
    input: { ...LOGS, data: "visits", badShare: 0 },
    rows: 2 * MILLION,
    peers: ["duckdb"],
  },
  {
    title: "40 columns of mixed types",
    input: { ...LOGS, data: "readings", badShare: 0 },
    rows: MILLION,
    peers: ["duckdb"],
  },
  {
    title: "nested orders",
    input: { ...LOGS, data: "orders", badShare: 0 },
    rows: MILLION,
    peers: ["duckdb"],
  },
  ...(["toParquet", "partitionByDate", "dropNulls", "computeEndpointMetrics"] as const).map(
    (job): BenchCase => ({
      title: `${job} of objects`,
      job,
      input: { ...LOGS, badShare: 0 },
      rows: MILLION,
      peers: ["polars", "polars-columns"],
    }),
  ),
  {
    title: "files of 1,000 rows each",
    input: LOGS,
    rows: MILLION,
    rowsPerFile: 1_000,
    peers: ["duckdb", "duckdb-glob"],
  },
  {
    title: "fifty million JSON Lines",
    input: LOGS,
    rows: 50 * MILLION,
    isByHand: true,
    peers: ["duckdb"],
  },
];
