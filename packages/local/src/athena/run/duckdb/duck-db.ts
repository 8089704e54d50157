import type * as duckdb from "@duckdb/node-api";

/** The module of DuckDB, which is loaded on first use. */
export type DuckDb = typeof duckdb;
