import type { ObjectEvent } from "../message/object-event.ts";

/** Which objects a handler works on. */
export interface WatchedPlace {
  readonly bucket: string | undefined;
  readonly prefix: string | undefined;
  /** Where it writes; the object's own bucket when none is named. */
  readonly quarantine: { readonly bucket: string | undefined; readonly prefix: string };
}

/** Why a handler leaves an object alone; `undefined` when it does not. */
export function skipReason(
  { bucket, prefix, quarantine }: WatchedPlace,
  event: ObjectEvent,
): "own-output" | "not-watched" | "folder" | undefined {
  const own = quarantine.bucket ?? event.bucket;
  if (event.bucket === own && event.key.startsWith(quarantine.prefix)) return "own-output";
  const isWatched = event.bucket === (bucket ?? event.bucket) && event.key.startsWith(prefix ?? "");
  if (!isWatched) return "not-watched";
  return event.key.endsWith("/") && event.sizeBytes === 0 ? "folder" : undefined;
}
