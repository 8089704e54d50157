/** How servers that stand for S3 say that they have no room left; AWS has no limit. */
const NAMES = ["InsufficientStorage", "XMinioStorageFull", "QuotaExceeded", "EntityQuotaExceeded"];
const INSUFFICIENT_STORAGE = 507;
const DEPTH = 5;

/** Whether an error of storage, or what caused it, says that there is no room left. */
export function isStorageFull(error: unknown, depth = DEPTH): boolean {
  if (typeof error !== "object" || error === null || depth === 0) return false;
  const { name, code, httpStatus, $metadata, cause } = error as {
    name?: unknown;
    code?: unknown;
    httpStatus?: unknown;
    $metadata?: { httpStatusCode?: unknown };
    cause?: unknown;
  };
  const status = httpStatus ?? $metadata?.httpStatusCode;
  if (status === INSUFFICIENT_STORAGE || code === "ENOSPC") return true;
  return NAMES.includes(String(name)) || isStorageFull(cause, depth - 1);
}
