/** Tell a listener of the user's, if there is one. Whether it throws or rejects, an answer is given all the same. */
export function tell<T>(listener: ((event: T) => unknown) | undefined, event: T): void {
  try {
    Promise.resolve(listener?.(event)).catch(() => undefined);
  } catch {
    // A log that fails is no reason to give no answer.
  }
}
