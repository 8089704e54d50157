/** Metrics of one endpoint, as the query gives them. */
export interface EndpointRow {
  readonly endpoint: string;
  readonly requestCount: number;
  readonly averageResponseTimeMs: number | null;
  readonly p50: number | null;
  readonly p95: number | null;
  readonly p99: number | null;
  readonly errorRate: number;
  readonly requestsPerMinute: number;
}

/** Requests over time, in steps of the same length that start at its multiples since 1970, UTC. */
export interface Traffic {
  readonly stepSeconds: number;
  /** Every step from that of the first request to that of the last. */
  readonly steps: readonly TrafficStep[];
}

/** The requests of one step. */
export interface TrafficStep {
  /** When it starts, ISO 8601. */
  readonly start: string;
  /** Requests by the first digit of their status: `{ "2xx": 12 }`. */
  readonly requests: Readonly<Record<string, number>>;
}

/** A rejected row, as far as the report shows it. */
export interface RejectedRow {
  readonly source: string;
  readonly line: number;
  readonly raw: string;
  /** The code and field of its first reason. */
  readonly kind: string;
  readonly reasons: readonly string[];
}

/** The numbers of a run; what `--report` writes. */
export interface DemoNumbers {
  readonly rowsIn: number;
  readonly rowsValid: number;
  readonly rowsRejected: number;
  readonly rowsWritten: number;
  readonly rowsDropped: number;
  readonly objects: number;
  readonly partitions: number;
  readonly perEndpoint: readonly EndpointRow[];
  readonly traffic: Traffic;
  readonly rejectedByCode: Readonly<Record<string, number>>;
}

/** The numbers, and what a person is told beside them. */
export interface DemoReport extends DemoNumbers {
  readonly bytesIn: number;
  readonly bytesWritten: number;
  readonly timestampsTruncated: number;
  readonly rejections: readonly RejectedRow[];
  /** What is wrong with a source as a whole. */
  readonly problems: readonly string[];
  readonly warnings: readonly string[];
  readonly durationMs: number;
}

/** The numbers alone: the same for the same input, however often it is run. */
export function numbersOf({
  rowsIn,
  rowsValid,
  rowsRejected,
  rowsWritten,
  rowsDropped,
  objects,
  partitions,
  perEndpoint,
  traffic,
  rejectedByCode,
}: DemoReport): DemoNumbers {
  return {
    rowsIn,
    rowsValid,
    rowsRejected,
    rowsWritten,
    rowsDropped,
    objects,
    partitions,
    perEndpoint,
    traffic,
    rejectedByCode,
  };
}
