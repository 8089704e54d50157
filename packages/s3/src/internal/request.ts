import type { Place } from "../errors/place.ts";
import { toS3Error } from "../errors/to-s3-error.ts";

/**
 * Send one request: what it throws becomes an S3Error of this place; after an abort it is the signal's reason.
 *
 * @param send gets the options for the client's `send`
 */
export async function request<Output>(
  place: Place,
  signal: AbortSignal | undefined,
  send: (options: { abortSignal?: AbortSignal }) => Promise<Output>,
): Promise<Output> {
  signal?.throwIfAborted();
  try {
    return await send(signal === undefined ? {} : { abortSignal: signal });
  } catch (error) {
    signal?.throwIfAborted();
    throw toS3Error(error, place);
  }
}
