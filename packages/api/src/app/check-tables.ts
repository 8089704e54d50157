import { CloudApiError } from "@cloudapi/core";
import { contractFaults } from "../ask/contract-faults.ts";
import type { QueryEngine } from "../engine/query-engine.ts";
import type { Resource } from "../resource/resource.ts";

/**
 * That the tables of all resources are there and can be read by their contracts.
 *
 * @throws {CloudApiError} `TABLES_DIFFER` with all that is wrong
 * @throws {TypeError} for an engine that doesn't know its tables
 */
export async function checkTables(
  engine: QueryEngine,
  resources: readonly Resource[],
  signal: AbortSignal,
): Promise<void> {
  if (engine.describe === undefined)
    throw new TypeError(
      "checkTables: the engine doesn't know its tables; make it with athenaEngine(client, { describe: glueTables({ glue, s3 }) }).",
    );
  const found = await Promise.all(
    resources.map(async ({ dataset, table }) => {
      const state = await engine.describe?.(table, signal);
      if (state === undefined) return [`The table "${table.table}" isn't there.`];
      const faults = contractFaults(dataset, state);
      if (faults.length === 0) return [];
      return [
        `The table "${table.table}" can't be read by the contract ${dataset.name}: ${faults.join(", ")}.`,
      ];
    }),
  );
  const faults = found.flat();
  if (faults.length > 0)
    throw new CloudApiError(
      "TABLES_DIFFER",
      `${faults.join(" ")} Alter them by ensureTable, or run the API of the contract that they have.`,
    );
}
