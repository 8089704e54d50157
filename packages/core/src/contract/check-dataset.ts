/**
 * Throw when an argument is not a dataset; usually it is the bare zod schema of one.
 *
 * @param what the function the argument belongs to, for the message
 * @throws {TypeError} saying what to pass
 *
 * @example
 * ```ts
 * import { apiLogs } from "@cloudapi/core";
 * import { checkDataset } from "@cloudapi/core/internal";
 *
 * checkDataset("validateJson", apiLogs);
 * ```
 */
export function checkDataset(what: string, value: unknown): void {
  if ((value as { contractHash?: string } | null | undefined)?.contractHash) return;
  throw new TypeError(
    `${what}: dataset must be what defineDataset returns, such as apiLogs; pass a zod schema to defineDataset first.`,
  );
}

/**
 * Throw when an argument is not a list of at least one dataset.
 *
 * @param what the function the argument belongs to, for the message
 * @throws {TypeError} saying what to pass
 *
 * @example
 * ```ts
 * import { apiLogs } from "@cloudapi/core";
 * import { checkDatasets } from "@cloudapi/core/internal";
 *
 * checkDatasets("createApi", [apiLogs]);
 * ```
 */
export function checkDatasets(what: string, values: unknown): void {
  if (!Array.isArray(values) || values.length === 0)
    throw new TypeError(
      `${what}: datasets must be a list of at least one dataset, as defineDataset gives it.`,
    );
  for (const value of values) checkDataset(what, value);
}
