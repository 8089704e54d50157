import type { ObjectEvent } from "../events/object-event.ts";
import type { HandlerSettings } from "../handler-settings.ts";
import type { SkipReason } from "./object-outcome.ts";

/** Why the handler leaves an object alone; `undefined` when it does not. */
export function skipReason(
  { bucket, prefix, quarantine }: Pick<HandlerSettings, "bucket" | "prefix" | "quarantine">,
  event: ObjectEvent,
): SkipReason | undefined {
  const own = quarantine.bucket ?? event.bucket;
  if (event.bucket === own && event.key.startsWith(quarantine.prefix)) return "own-output";
  if (bucket !== undefined && event.bucket !== bucket) return "not-watched";
  if (prefix !== undefined && !event.key.startsWith(prefix)) return "not-watched";
  return event.key.endsWith("/") && event.sizeBytes === 0 ? "folder" : undefined;
}
