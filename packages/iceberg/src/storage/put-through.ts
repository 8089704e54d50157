import type { Sink } from "@cloudapi/transform";
import type { WriteOptions } from "./table-storage.ts";

const DEFAULT_CONTENT_TYPE = "application/octet-stream";

/** Write an object whole through a sink, replacing what was there. */
export async function putThrough(
  sink: Sink,
  key: string,
  bytes: Uint8Array,
  { contentType = DEFAULT_CONTENT_TYPE, signal }: WriteOptions,
): Promise<void> {
  const pending = await sink.create(key, { contentType, metadata: {} }, { signal });
  try {
    await pending.write(bytes);
    await pending.publish();
  } finally {
    await pending.discard();
  }
}
