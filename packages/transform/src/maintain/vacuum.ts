import { partitionColumns } from "@cloudapi/core";
import { readContracts } from "../manifest/contract-record.ts";
import { dataKeyPattern } from "../manifest/read-manifest.ts";
import type { DatedKey, Sink, SinkOptions } from "../sink/sink.ts";
import { checkAge, checkTable, type TableInput } from "./check-table.ts";
import { forEachSource } from "./source-manifests.ts";

/** What is to be cleared of files that nobody names. */
export interface VacuumInput extends TableInput {
  /** Younger files stay. Default a day; 0 for a sink that can't date its objects. */
  readonly olderThanMs?: number | undefined;
}

const DAY_MS = 24 * 3_600_000;

/**
 * Remove data files of a dataset that no manifest names: what runs left behind whose manifests were removed, or which lost
 * against another run at the worst moment. Runs may be under way: they name their files before they publish them.
 *
 * A file that lies deeper, as one of another table within the prefix does, stays, and so does one of a contract that is not recorded.
 * What a manifest does name and should not be there is `repair`'s; temporary files and unfinished uploads are seen by nobody.
 *
 * @returns the keys that were removed
 * @throws {TypeError} {RangeError} for an argument that can't be
 * @throws {StorageError} when the sink can't be read or written
 * @throws {CloudApiError} `INVALID_MANIFEST` when a manifest is damaged: nothing is removed then
 *
 * @example
 * ```ts
 * import { apiLogs } from "@cloudapi/core";
 * import { memorySink, vacuum } from "@cloudapi/transform";
 *
 * const removed = await vacuum(memorySink(), { dataset: apiLogs, olderThanMs: 0 });
 * console.log(removed.length); // => 0
 * ```
 */
export async function vacuum(
  sink: Sink,
  input: VacuumInput,
  options: SinkOptions = {},
): Promise<string[]> {
  const table = checkTable("vacuum", { sink, input, options }, ["dataset", "olderThanMs"]);
  const { olderThanMs = DAY_MS } = input;
  checkAge("vacuum", olderThanMs);
  const isData = await dataKeyTest(sink, input.dataset.name, options);
  const before = Date.now() - olderThanMs;
  const there = new Set<string>();
  for await (const { key, lastModified } of datedKeys(sink, olderThanMs, options)) {
    if (lastModified.getTime() <= before && isData(key.slice(sink.prefix.length))) there.add(key);
  }
  // Only now: what was there a moment ago was named before it was there.
  await forEachSource(table, options, async ({ keys }) => {
    for (const key of keys) there.delete(key);
  });
  const removed = [...there].sort();
  if (removed.length > 0) await sink.remove(removed);
  return removed;
}

/**
 * Whether a key below the prefix is of a data file of this table. Another table of the dataset, or a copy of this one, may lie in a
 * folder within it: a file is this table's when it is as deep as the contract that it was written under has it.
 */
async function dataKeyTest(
  sink: Sink,
  dataset: string,
  options: SinkOptions,
): Promise<(key: string) => boolean> {
  const { contracts } = await readContracts(sink, options);
  const rules = contracts
    .filter(({ name }) => name === dataset)
    .map((contract) => ({
      pattern: dataKeyPattern({ dataset, contractHash: contract.contractHash }),
      folders: partitionColumns(contract).length,
    }));
  return (key) =>
    rules.some(
      ({ pattern, folders }) => key.split("/").length - 1 === folders && pattern.test(key),
    );
}

async function* datedKeys(
  sink: Sink,
  olderThanMs: number,
  options: SinkOptions,
): AsyncGenerator<DatedKey, void, undefined> {
  if (sink.listDated !== undefined) {
    yield* sink.listDated(sink.prefix, options);
    return;
  }
  if (olderThanMs > 0)
    throw new TypeError(
      "vacuum: this sink can't say how old its objects are (it has no listDated), so olderThanMs must be 0.",
    );
  for await (const key of sink.list(sink.prefix, options)) yield { key, lastModified: new Date(0) };
}
