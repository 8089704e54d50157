// What the endpoints of the dashboard answer, as JSON. Times are RFC 3339 in UTC, money is decimal text.

import type { View } from "../../pages/dashboard/views.ts";

/** Which views have data behind them, and what can be chosen. */
export interface DashboardConfig {
  readonly title: string;
  readonly views: readonly View[];
  /** Datasets of which something is known, by name. */
  readonly datasets: readonly string[];
  /** Where the presets of the time range end, for each view: with its newest data, or now. */
  readonly until: Readonly<Record<View, string>>;
  /** What a tebibyte scanned costs, in US dollars. */
  readonly pricePerTebibyte: number;
}

/** What the queries behind an answer cost. */
export interface AnswerCost {
  readonly scannedBytes: number;
  readonly engineMs: number;
}

/** The time range that an answer is about: `from` is part of it, `to` is not. */
export interface AnswerRange {
  readonly from: string;
  readonly to: string;
}

/** The figures of requests over some time. */
export interface RequestFigures {
  readonly requests: number;
  /** Status 400 and above. */
  readonly errors: number;
  /** Status 500 and above. */
  readonly serverErrors: number;
  readonly averageMs: number | null;
  readonly p50Ms: number | null;
  readonly p95Ms: number | null;
  readonly p99Ms: number | null;
}

/** Requests, errors and latency percentiles, over time and per endpoint. */
export interface RequestsData extends AnswerRange {
  readonly endpoint: string | null;
  readonly bucketMs: number;
  readonly total: RequestFigures;
  readonly overTime: readonly (RequestFigures & { readonly at: string })[];
  readonly endpoints: readonly (RequestFigures & {
    readonly endpoint: string;
    /** Requests in each bucket of the range, oldest first. */
    readonly trend: readonly number[];
  })[];
  readonly cost: AnswerCost;
}

/** Rows that go on: `next` is the cursor of those behind, null where there are none or they can't be gone on to. */
export interface PagedRows {
  readonly limit: number;
  /** Whether there are more than are shown. */
  readonly isCut: boolean;
  readonly next: string | null;
}

/** Rows behind a figure, newest first, at most `limit`. */
export interface RowsData extends AnswerRange, PagedRows {
  readonly columns: readonly string[];
  readonly rows: readonly (readonly (string | null)[])[];
  readonly cost: AnswerCost;
}

/** The result of one check of a dataset. */
export interface CheckResult {
  readonly dataset: string;
  readonly check: string;
  readonly column: string | null;
  readonly status: "pass" | "warn" | "stop";
  readonly observed: string | null;
  readonly threshold: string | null;
  readonly message: string | null;
  readonly checkedAt: string;
  readonly runId: string;
}

/** Rejected rows by reason and by file, over time, and the last verdicts. */
export interface QualityData extends AnswerRange {
  readonly bucketMs: number;
  readonly rejected: number;
  /** By the code of a row's first issue. */
  readonly overTime: readonly {
    readonly at: string;
    readonly code: string;
    readonly rows: number;
  }[];
  readonly byReason: readonly {
    readonly code: string;
    readonly path: string;
    readonly rows: number;
  }[];
  readonly bySource: readonly {
    readonly dataset: string;
    readonly source: string;
    readonly rows: number;
    readonly lastAt: string;
  }[];
  /** The last result of each check; null without a table of results. */
  readonly checks: readonly CheckResult[] | null;
  readonly cost: AnswerCost;
}

/** A rejected row, with its text and all that is wrong with it. */
export interface QuarantinedRow {
  readonly dataset: string;
  readonly source: string;
  readonly line: number;
  readonly byteOffset: number | null;
  readonly rejectedAt: string;
  readonly run: string;
  readonly raw: string;
  readonly isCut: boolean;
  readonly issues: readonly {
    readonly code: string;
    readonly path: string;
    readonly message: string;
    readonly expected: string | null;
    readonly received: string | null;
  }[];
}

/** Rejected rows, newest first. */
export interface QuarantineData extends AnswerRange, PagedRows {
  readonly rows: readonly QuarantinedRow[];
  readonly cost: AnswerCost;
}

/** Rows, files and bytes, and when the newest of the files was written. */
export interface Extent {
  readonly rows: number;
  readonly files: number;
  readonly sizeBytes: number;
  readonly writtenAt: string | null;
}

/** Freshness and size of each table, and of its partitions. */
export interface TablesData {
  readonly tables: readonly (Extent & {
    readonly table: string;
    readonly dataset: string;
    /** In words: what kept its files from being read. */
    readonly fault: string | null;
    readonly partitionCount: number;
    /** Newest first, at most `partitionLimit`. */
    readonly partitions: readonly (Extent & { readonly partition: string })[];
  })[];
  readonly partitionLimit: number;
}

/** What the queries of a work group scanned, by statement. */
export interface CostData extends AnswerRange {
  readonly bucketMs: number;
  readonly queries: number;
  readonly failed: number;
  readonly scannedBytes: number;
  /** In US dollars, at the price the dashboard was told. */
  readonly estimate: number;
  readonly overTime: readonly {
    readonly at: string;
    readonly queries: number;
    readonly scannedBytes: number;
  }[];
  readonly byStatement: readonly {
    readonly sql: string;
    readonly queries: number;
    readonly failed: number;
    readonly scannedBytes: number;
    readonly engineMs: number;
    readonly lastAt: string;
  }[];
  /** Whether there were more queries than are looked at. */
  readonly isCut: boolean;
}

/** What one run did with its source. */
export interface Run {
  readonly dataset: string;
  readonly source: string;
  readonly state: "published" | "publishing" | "aborted";
  readonly endedAt: string;
  readonly format: string;
  readonly rowsIn: number;
  readonly rowsWritten: number;
  readonly rowsRejected: number;
  readonly rowsDropped: number;
  readonly files: number;
  readonly sizeBytes: number;
}

/** The last run over each source, newest first. */
export interface RunsData extends AnswerRange {
  readonly runs: readonly Run[];
  readonly limit: number;
  readonly isCut: boolean;
}

/** Sales, products and invoices of the nine tables. */
export interface BusinessData extends AnswerRange {
  readonly sales: string;
  readonly orders: number;
  readonly unpaid: string;
  readonly salesByDay: readonly {
    readonly day: string;
    readonly orders: number;
    readonly total: string;
  }[];
  readonly topProducts: readonly {
    readonly product: string;
    readonly category: string;
    readonly quantity: number;
    readonly total: string;
  }[];
  readonly unpaidInvoices: readonly {
    readonly invoice: string;
    readonly customer: string;
    readonly issued: string;
    readonly amount: string;
    readonly paid: string;
    readonly open: string;
  }[];
  readonly cost: AnswerCost;
}
