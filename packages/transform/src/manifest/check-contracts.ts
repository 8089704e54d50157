import { CloudApiError, type Dataset } from "@cloudapi/core";
import { forEachConcurrently } from "@cloudapi/core/internal";
import type { Sink, SinkOptions } from "../sink/sink.ts";
import { symlinkMark } from "../symlinks/symlink-manifest.ts";
import {
  type ContractChange,
  compareContracts,
  type StoredContract,
  storedContract,
} from "./compare-contracts.ts";
import { readContracts } from "./contract-record.ts";
import { IncompatibleContractError } from "./incompatible-contract-error.ts";
import type { SourceIdentity } from "./manifest.ts";
import { dataKeyPattern, manifestFolder, manifestKey, readOther } from "./read-manifest.ts";

/** Manifests that are read at the same time. */
const READS = 16;

/** Another contract under the same prefix whose rows one table reads together with those of this one. */
export interface OtherContract {
  readonly contractHash: string;
  /** How this contract differs from it, such as `column "user_agent" is new`. */
  readonly changes: readonly string[];
}

/** What the prefix is looked at for. */
export interface ContractCheck {
  readonly sink: Sink;
  readonly dataset: Dataset;
  /** The source whose rows are about to be replaced: what it has there doesn't count. */
  readonly source: SourceIdentity;
}

/** What was found under the prefix. */
export interface FoundContracts {
  /** Whether this contract is recorded there. */
  readonly isKnown: boolean;
  /** Whether the dataset has symlink manifests. */
  readonly hasSymlinks: boolean;
  readonly others: readonly OtherContract[];
}

/**
 * Look at the contracts of the rows under the prefix.
 *
 * @throws {IncompatibleContractError} when another source has rows under a contract that is incompatible with this one
 * @throws {CloudApiError} `WRITTEN_BY_SPARK` when the rows there are those of a Spark job
 */
export async function checkContracts(
  check: ContractCheck,
  options: SinkOptions = {},
): Promise<FoundContracts> {
  const { dataset, sink } = check;
  const others: OtherContract[] = [];
  let isKnown = false;
  const { contracts, marks } = await readContracts(sink, options);
  refuseTableOfSpark(sink, marks);
  for (const earlier of contracts) {
    const isSame = earlier.name === dataset.name && earlier.contractHash === dataset.contractHash;
    isKnown ||= isSame;
    if (isSame) continue;
    const changes = compareContracts(earlier, storedContract(dataset));
    if (changes.some(({ fits }) => fits !== "yes"))
      await refuseRowsOf(earlier, changes, check, options);
    if (changes.every(({ fits }) => fits !== "no")) {
      others.push({
        contractHash: earlier.contractHash,
        changes: changes.map(({ change }) => change),
      });
    }
  }
  return { isKnown, others, hasSymlinks: marks.has(symlinkMark(sink, dataset.name)) };
}

/** A compiled Spark job keeps no manifests: of what it wrote, neither would replace the rows of the other. */
function refuseTableOfSpark({ location }: Sink, marks: ReadonlySet<string>): void {
  const mark = [...marks].find((key) => key.endsWith(".spark"));
  if (mark === undefined) return;
  throw new CloudApiError(
    "WRITTEN_BY_SPARK",
    `${location} is the table of a Spark job (${mark}), whose rows no run here could replace, so nothing was written. Write to another folder or prefix; or, once the rows of the job are gone, remove ${mark}.`,
  );
}

/** A record may outlive the last of its rows: it counts only while a manifest has some. */
async function refuseRowsOf(
  earlier: StoredContract,
  changes: readonly ContractChange[],
  { sink, dataset, source }: ContractCheck,
  options: SinkOptions,
): Promise<void> {
  const own = manifestKey(sink, { dataset: dataset.name, ...source });
  const isRow = dataKeyPattern({ dataset: earlier.name, contractHash: earlier.contractHash });
  const isOutside = changes.some(({ fits }) => fits === "no") ? () => true : outsideOf(dataset);
  const manifests = sink.list(manifestFolder(sink, earlier.name), options);
  await forEachConcurrently(manifests, { concurrency: READS, ...options }, async (key) => {
    const bytes = key === own ? undefined : await sink.read(key, options);
    if (bytes === undefined) return;
    const { sourceId, keys } = readOther(bytes, key);
    const rows = [...keys]
      .map((each) => each.slice(sink.prefix.length))
      .filter((each) => isRow.test(each));
    if (!rows.some(isOutside)) return;
    throw new IncompatibleContractError({
      location: sink.location,
      earlier,
      now: dataset,
      sourceId,
      changes: changes.filter(({ fits }) => fits !== "yes").map(({ change }) => change),
    });
  });
}

/** Whether a key's partition is one whose days the rule does not project; columns of the row come before the days. */
function outsideOf({ partition }: Dataset): (key: string) => boolean {
  const { from, to } = partition?.range ?? { from: "", to: "9999-12-31" };
  const columns = partition?.by?.length ?? 0;
  return (key) => {
    const path = `${key.split("/").slice(columns, -1).join("/")}/`;
    const day = (path.match(/\d+/g) ?? []).join("-").slice(0, from.length);
    return day < from.slice(0, day.length) || day > to.slice(0, day.length);
  };
}
