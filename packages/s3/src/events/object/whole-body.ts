import type { Readable } from "node:stream";
import type { ObjectEvent } from "../message/object-event.ts";
import { ObjectError } from "./object-error.ts";
import { objectUri } from "./object-ref.ts";

/**
 * A body, chunk by chunk, that must have all of the object's bytes when it ends: one that was cut on its way would
 * otherwise be judged as a file that is cut short.
 *
 * @throws {ObjectError} `READ_INTERRUPTED`
 */
export async function* wholeBody(
  body: Readable,
  { bucket, key }: Pick<ObjectEvent, "bucket" | "key">,
  sizeBytes: number | undefined,
): AsyncGenerator<Uint8Array> {
  let bytesRead = 0;
  for await (const chunk of body as AsyncIterable<Uint8Array>) {
    bytesRead += chunk.length;
    yield chunk;
  }
  if (sizeBytes === undefined || bytesRead === sizeBytes) return;
  const message = `Reading ${objectUri({ bucket, key })} ended after ${bytesRead} of its ${sizeBytes} bytes. Trying again may help.`;
  throw new ObjectError("READ_INTERRUPTED", message, { bucket, key, permanent: false });
}

/**
 * Refuse an object of another size than its event says: the state that was read is not the one that the event tells of.
 *
 * @throws {ObjectError} `SIZE_MISMATCH`
 */
export function checkSize(
  { bucket, key, ...event }: ObjectEvent,
  sizeBytes: number | undefined,
): void {
  if (event.sizeBytes === undefined || sizeBytes === undefined || event.sizeBytes === sizeBytes)
    return;
  const message = `${objectUri({ bucket, key })} has ${sizeBytes} bytes, its event says ${event.sizeBytes}: this is not the state the event describes. Check what changes the event, or the object, on the way.`;
  throw new ObjectError("SIZE_MISMATCH", message, { bucket, key, permanent: true });
}
