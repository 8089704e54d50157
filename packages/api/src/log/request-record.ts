/** A request that was answered, for logs and metrics. */
export interface RequestRecord {
  /** When it came, in milliseconds since 1970. */
  readonly timeMs: number;
  readonly requestId: string;
  readonly method: string;
  /** The path as the document has it, `/api/orders/{id}`; `undefined` where there is none. */
  readonly route: string | undefined;
  readonly path: string;
  readonly status: number;
  readonly latencyMs: number;
  readonly queries: number;
  /** Bytes that the engine scanned for this request; 0 from the cache. */
  readonly scannedBytes: number;
  readonly engineMs: number;
  /** Queries that were answered from the cache, or together with others. */
  readonly cachedQueries: number;
  readonly queryExecutionIds: readonly string[];
  /** Who asked. */
  readonly subject: string | undefined;
  /** The code of the problem, where the answer is one. */
  readonly code: string | undefined;
  /** What went wrong inside. */
  readonly error: unknown;
}

/** Takes the record of each request. What it gives back, throws or rejects with is passed over, and no answer waits for it. */
export type RequestLog = (record: RequestRecord) => unknown;
