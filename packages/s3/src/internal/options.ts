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

export const CALL_OPTIONS = ["signal"] as const;
export const TRANSFER_OPTIONS = ["signal", "onProgress", "concurrency"] as const;
export const DEFAULT_CONCURRENCY = 4;
export const MAX_CONCURRENCY = 256;
