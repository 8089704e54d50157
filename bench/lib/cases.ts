import type { BenchInput } from "../generate.ts";

/** An input that every contestant turns into day-partitioned Parquet, only validates, or has as objects and calls a function with. */
export interface BenchCase {
  readonly title: string;
  readonly job?: "validate" | RowFunction;
  readonly input: Omit<BenchInput, "rows" | "seed">;
  /** How many rows, whatever the command line says. */
  readonly rows?: number;
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

/** What is measured, the usual job first. */
export const CASES: readonly BenchCase[] = [
  { title: "JSON Lines", input: LOGS, peers: ["duckdb", "polars", "naive"] },
  { title: "CSV", input: { ...LOGS, format: "csv" }, peers: ["duckdb"] },
  {
    title: "365 days in random order",
    input: { ...LOGS, days: 365, order: "random" },
    peers: ["duckdb", "polars"],
  },
  {
    title: "keys in any order",
    input: { ...LOGS, spelling: "shuffled" },
    peers: ["duckdb", "polars"],
  },
  {
    title: "escapes in every row",
    input: { ...LOGS, spelling: "escaped" },
    peers: ["duckdb", "polars"],
  },
  {
    title: "half of the rows bad, and kept",
    input: { ...LOGS, badShare: 0.5 },
    peers: ["duckdb-rejects"],
  },
  {
    title: "every row bad, and kept",
    input: { ...LOGS, badShare: 1 },
    peers: ["duckdb-rejects"],
  },
  { title: "validation alone", job: "validate", input: LOGS, peers: ["naive"] },
  { title: "gzip", input: LOGS, isGzip: true, peers: ["duckdb"] },
  {
    title: "columns of UUIDs and URLs",
    input: { ...LOGS, data: "visits", badShare: 0 },
    peers: ["duckdb"],
  },
  {
    title: "40 columns of mixed types",
    input: { ...LOGS, data: "readings", badShare: 0 },
    rows: 500_000,
    peers: ["duckdb"],
  },
  {
    title: "nested orders",
    input: { ...LOGS, data: "orders", badShare: 0 },
    peers: ["duckdb"],
  },
  ...(["toParquet", "partitionByDate", "dropNulls", "computeEndpointMetrics"] as const).map(
    (job): BenchCase => ({
      title: `${job} of objects`,
      job,
      input: { ...LOGS, badShare: 0 },
      peers: ["polars", "polars-columns"],
    }),
  ),
  {
    title: "files of 1,000 rows each",
    input: LOGS,
    rowsPerFile: 1_000,
    peers: ["duckdb", "duckdb-glob"],
  },
  { title: "without WebAssembly", input: LOGS, isWithoutWebAssembly: true, peers: ["duckdb"] },
  {
    title: "two cores, by the clock",
    input: LOGS,
    cores: 2,
    isByClock: true,
    peers: ["duckdb", "polars"],
  },
  {
    title: "10,000,000 rows",
    input: LOGS,
    rows: 10_000_000,
    isByHand: true,
    peers: ["duckdb", "polars"],
  },
  {
    title: "2,000 days in random order",
    input: { ...LOGS, days: 2_000, order: "random" },
    rows: 2_000_000,
    isByHand: true,
    peers: ["duckdb"],
  },
];
