import { apiLogs, type Dataset } from "@cloudapi/core";
import { orders } from "./orders.ts";
import { readings } from "./readings.ts";
import { visits } from "./visits.ts";

/**
 * Datasets that benchmarks are run on: flat rows of few columns and of many, rows of ids and addresses, and nested ones. Each is made when it
 * is asked for, as who runs one job has one contract.
 */
export const BENCH_DATASETS = {
  logs: () => apiLogs as unknown as Dataset,
  orders: () => orders() as unknown as Dataset,
  readings: () => readings() as unknown as Dataset,
  visits: () => visits() as unknown as Dataset,
} as const;
