/** How far a transfer has come. */
export interface TransferProgress {
  readonly transferredBytes: number;
  readonly totalBytes: number;
}

/** Options of every effect of this package. */
export interface CallOptions {
  /** Aborts the call; it then rejects with the signal's reason, with nothing left half-done. */
  readonly signal?: AbortSignal | undefined;
}

/** Options of uploads and downloads. */
export interface TransferOptions extends CallOptions {
  /** Called at the beginning, after every part and at the end. What it throws fails the transfer. */
  readonly onProgress?: ((progress: TransferProgress) => void) | undefined;
  /** Requests in flight at once, 1 to 256. Default 4. */
  readonly concurrency?: number | undefined;
}

/** Options of downloads. */
export interface DownloadOptions extends TransferOptions {
  /**
   * How long a connection may bring nothing, in milliseconds, before it counts as broken and the download is taken up where
   * it was, 1 to 3,600,000. Default 30,000.
   */
  readonly idleTimeoutMs?: number | undefined;
}

export const CALL_OPTIONS = ["signal"] as const;
export const TRANSFER_OPTIONS = ["signal", "onProgress", "concurrency"] as const;
export const DOWNLOAD_OPTIONS = [...TRANSFER_OPTIONS, "idleTimeoutMs"] as const;
export const DEFAULT_IDLE_TIMEOUT_MS = 30_000;
export const MAX_IDLE_TIMEOUT_MS = 3_600_000;
export const DEFAULT_CONCURRENCY = 4;
export const MAX_CONCURRENCY = 256;
