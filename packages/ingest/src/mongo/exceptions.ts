import type { SampleException } from "../source/source-table.ts";
import { isNothing, type Observation } from "./observation.ts";

/** So many are reported of one collection. */
const MOST_EXCEPTIONS = 100;

/** The values that are not of the most frequent type of their place, with the documents that have them. */
export function exceptionsOf(fields: ReadonlyMap<string, Observation>): SampleException[] {
  return [...exceptionsIn(fields, "")].slice(0, MOST_EXCEPTIONS);
}

function* exceptionsIn(
  fields: ReadonlyMap<string, Observation>,
  before: string,
): Generator<SampleException> {
  for (const [name, seen] of fields) yield* exceptionsAt(seen, `${before}${name}`);
}

function* exceptionsAt(seen: Observation, column: string): Generator<SampleException> {
  const [, ...others] = [...seen.kinds]
    .filter(([kind]) => !isNothing(kind))
    .sort(([, a], [, b]) => b.count - a.count);
  for (const [type, { count, examples }] of others)
    yield { column, type, documents: count, examples };
  if (seen.element !== undefined) yield* exceptionsAt(seen.element, `${column}[]`);
  yield* exceptionsIn(seen.fields, `${column}.`);
}
