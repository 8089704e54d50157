import type { Place } from "../errors/place.ts";
import { toS3Error } from "../errors/to-s3-error.ts";
import { patiently, type SendOptions } from "./patiently.ts";

/**
 * Send one request: what it throws becomes an S3Error of this place; after an abort it is the signal's reason.
 *
 * @param send gets the options for the client's `send`
 */
export async function request<Output>(
  place: Place,
  signal: AbortSignal | undefined,
  send: (options: SendOptions) => Promise<Output>,
): Promise<Output> {
  try {
    return await patiently(signal, send);
  } catch (error) {
    signal?.throwIfAborted();
    throw toS3Error(error, place);
  }
}
