import type { Dataset } from "@cloudapi/core";
import type { ResultCache } from "../ask/result-cache.ts";
import type { Authenticator } from "../auth/authenticator.ts";
import type { QueryEngine } from "../engine/query-engine.ts";
import type { RequestLog } from "../log/request-record.ts";
import type { Operation } from "../operation/operation.ts";
import type { ResourceInput } from "../resource/api-resource.ts";

/** What an API is made of. */
export interface ApiInput extends ApiSettings {
  readonly engine: QueryEngine;
  /** The contracts of the tables. */
  readonly datasets: readonly Dataset[];
  /** How the datasets are reached; default one resource for each. */
  readonly resources?: readonly ResourceInput[];
  /** Endpoints of one's own beside those of the resources. */
  readonly operations?: readonly Operation[];
}

/** How an API behaves, whatever it is of. */
export interface ApiSettings {
  readonly title?: string;
  readonly version?: string;
  /** What cursors are sealed with, at least 32 characters; the same for all servers. Default: one of this process. */
  readonly cursorSecret?: string;
  /** How callers say who they are; any of them will do. Default: everybody is answered. */
  readonly auth?: readonly Authenticator[];
  /** Origins whose pages may read answers, such as `https://reports.example.com`; default none. */
  readonly corsOrigins?: readonly string[];
  readonly limits?: ApiLimits;
  /** Where results are kept; default in memory. Servers that share one share their results. */
  readonly cache?: ResultCache;
  /** Takes the record of each request: `emfLog({ write: console.log })`, or a function. */
  readonly log?: RequestLog;
  /** The time in milliseconds; default that of the machine. */
  readonly now?: () => number;
}

/** What requests and their queries may cost. */
export interface ApiLimits {
  /** Of a request's body; default 64 KiB. */
  readonly maxBodySizeBytes?: number;
  /** Of path and query together; default 8,192. */
  readonly maxUrlCharacters?: number;
  /** For a request in whole; default 30,000. Its query is stopped then. */
  readonly timeoutMs?: number;
  /** Queries at once; default 10. */
  readonly maxConcurrentQueries?: number;
  /** Queries that wait for a place; default 50. Others are answered 429. */
  readonly maxQueuedQueries?: number;
  /** Bytes that a query may scan; default 1 GiB. */
  readonly maxScannedBytes?: number;
  /** How long a result is kept of tables whose version is known; default 300,000. */
  readonly cacheMs?: number;
  /** How long of tables whose version isn't; default 10,000. 0 keeps none. */
  readonly unversionedCacheMs?: number;
  /** How long a table's version is believed; default 1,000. */
  readonly versionMs?: number;
}

export const DEFAULT_LIMITS: Required<ApiLimits> = {
  maxBodySizeBytes: 65_536,
  maxUrlCharacters: 8_192,
  timeoutMs: 30_000,
  maxConcurrentQueries: 10,
  maxQueuedQueries: 50,
  maxScannedBytes: 1_073_741_824,
  cacheMs: 300_000,
  unversionedCacheMs: 10_000,
  versionMs: 1_000,
};
