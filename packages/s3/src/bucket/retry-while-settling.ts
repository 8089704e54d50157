import { isCloudApiError } from "@cloudapi/core";
import { sleep } from "@cloudapi/core/internal";

/** `BUCKET_SETTLING` itself is waited for with every request. */
const SETTLING = ["CONFLICT", "NO_SUCH_BUCKET"];
const MAX_ATTEMPTS = 6;
const FIRST_DELAY_MS = 200;

/**
 * Repeat work on a bucket that was created or changed a moment ago: until S3 knows of it everywhere it may answer that
 * there is no such bucket, or that another operation is in progress.
 */
export async function retryWhileSettling<T>(
  signal: AbortSignal | undefined,
  work: () => Promise<T>,
): Promise<T> {
  for (let attempt = 1; ; attempt++) {
    try {
      return await work();
    } catch (error) {
      const isSettling = SETTLING.some((code) => isCloudApiError(error, code));
      if (!isSettling || attempt === MAX_ATTEMPTS) throw error;
      await sleep(FIRST_DELAY_MS * 2 ** (attempt - 1), signal);
    }
  }
}
