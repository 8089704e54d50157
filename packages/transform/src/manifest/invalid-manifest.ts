import { CloudApiError } from "@cloudapi/core";

/** What an earlier run left beside the data can't be trusted. */
export function invalidManifest(message: string, cause?: unknown): CloudApiError {
  return new CloudApiError("INVALID_MANIFEST", message, { cause });
}
