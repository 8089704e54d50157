import type { Dataset } from "@cloudapi/core";
import { nestedTextWalk, planOfDataset, planOfMapped } from "@cloudapi/core/internal";
import type { Adaptation } from "./adaptation.ts";
import { mappingOf } from "./mapping.ts";
import type { RecordMap } from "./record-map.ts";
import { convertTimes, type Timestamps } from "./timestamps/convert-times.ts";

/** Options that say what is done with records between reading and checking. */
export interface AdaptOptions {
  readonly map?: RecordMap | undefined;
  readonly timestamps?: Timestamps | undefined;
}

/**
 * What the options of a reader ask for, made ready; `undefined` where that is nothing.
 *
 * @param what the function that they were given to
 * @throws {TypeError} for what can't be
 */
export function adaptationOf(
  what: string,
  dataset: Dataset,
  { map, timestamps }: AdaptOptions,
): Adaptation | undefined {
  const convert = timestamps && convertTimes(what, dataset, timestamps);
  const mapping = map && mappingOf(what, dataset, map);
  if (mapping === undefined && convert === undefined) return undefined;
  const rules = JSON.stringify([mapping?.rules ?? null, convert && timestamps]);
  const planOf = mapping === undefined ? planOfDataset : planOfMapped;
  const textWalk = nestedTextWalk(planOf(dataset, convert !== undefined));
  return { rules, mapping, textWalk, convert };
}
