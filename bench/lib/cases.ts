import type { BenchInput } from "../generate.ts";

/** An input that every contestant turns into day-partitioned Parquet, or only validates. */
export interface BenchCase {
  readonly title: string;
  readonly job?: "validate";
  readonly input: Omit<BenchInput, "rows" | "seed">;
  readonly isGzip?: boolean;
  /** Who takes part beside this library. */
  readonly peers: readonly Peer[];
}

/** Others that do the same job. */
export type Peer = "duckdb" | "duckdb-rejects" | "polars" | "naive";

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
    title: "nested orders",
    input: { ...LOGS, data: "orders", badShare: 0 },
    peers: ["duckdb"],
  },
];
