/**
 * Refuse a signal that is not an AbortSignal and a callback that is not a function, before any work: otherwise they are met
 * in the middle of it.
 *
 * @param what the function that takes them, for the message
 * @throws {TypeError} that names the option
 *
 * @example
 * ```ts
 * import { checkListeners } from "@cloudapi/core/internal";
 *
 * checkListeners("uploadFile", { signal: AbortSignal.timeout(60_000), onProgress: console.log });
 * ```
 */
export function checkListeners(
  what: string | undefined,
  { signal, onProgress }: { readonly signal?: unknown; readonly onProgress?: unknown },
): void {
  const place = what === undefined ? "" : `${what}: `;
  if (signal !== undefined && !(signal instanceof AbortSignal)) {
    throw new TypeError(
      `${place}signal must be an AbortSignal, such as new AbortController().signal.`,
    );
  }
  if (onProgress !== undefined && typeof onProgress !== "function")
    throw new TypeError(`${place}onProgress must be a function.`);
}
