import type { Dataset } from "@cloudapi/core";
import { checkDataset, checkOptionNames } from "@cloudapi/core/internal";
import { checkSink } from "../sink/check-sink.ts";
import type { SinkOptions } from "../sink/sink.ts";
import type { Table } from "./source-manifests.ts";

/** What every function that looks after a dataset is given. */
export interface TableInput {
  readonly dataset: Pick<Dataset, "name" | "contractHash">;
}

/**
 * Check the arguments that such functions have in common.
 *
 * @throws {TypeError} for what is no sink or no dataset, and an option that is unknown
 */
export function checkTable<I extends TableInput>(
  what: string,
  { sink, input, options }: { sink: Table["sink"]; input: I; options: SinkOptions },
  names: readonly (keyof I & string)[],
): Table {
  checkSink(what, "sink", sink);
  checkOptionNames(what, input, names);
  checkOptionNames(what, options, ["signal"]);
  checkDataset(what, input.dataset);
  return { sink, dataset: input.dataset };
}

/** @throws {RangeError} when an age is none */
export function checkAge(what: string, olderThanMs: unknown): void {
  if (typeof olderThanMs === "number" && olderThanMs >= 0) return;
  throw new RangeError(
    `${what}: olderThanMs must be a number of milliseconds from 0, not ${String(olderThanMs)}.`,
  );
}
