import { EventError } from "./event-error.ts";

/** A key as S3's notifications write it: URL-encoded, a space as `+`. */
export function decodeKey(encoded: string): string {
  try {
    return decodeURIComponent(encoded.replaceAll("+", " "));
  } catch (cause) {
    throw new EventError("a key that is not URL-encoded", { cause });
  }
}
