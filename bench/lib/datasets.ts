import { apiLogs, type Dataset } from "@cloudapi/core";
import { orders } from "./orders.ts";

/** Datasets that benchmarks are run on: flat rows, and nested ones. */
export const BENCH_DATASETS = {
  logs: apiLogs as unknown as Dataset,
  orders: orders as unknown as Dataset,
} as const;
