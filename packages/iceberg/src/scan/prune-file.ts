import type { FileMetrics } from "../manifest/data-file.ts";
import { valueOfBytes } from "../values/single-value.ts";
import { type KnownValues, mayMatch } from "./may-match.ts";
import type { ResolvedTest } from "./scan-condition.ts";

/** Whether a file may have a row that is wanted, by what its manifest says of its values. */
export function mayHaveRows(file: FileMetrics, tests: readonly ResolvedTest[]): boolean {
  return tests.every(({ test, ...field }) => mayMatch(test, knownOf(file, field)));
}

/** What a manifest says of a file's values of a field. */
export function knownOf(
  file: FileMetrics,
  { fieldId, type }: Omit<ResolvedTest, "test">,
): KnownValues {
  const [values, nulls] = [file.valueCounts?.get(fieldId), file.nullCounts?.get(fieldId)];
  const isAllNull = values !== undefined && nulls !== undefined && values === nulls;
  const known = { mayBeNull: nulls !== 0, mayBeValue: !isAllNull };
  const isFloat = type.kind === "float" || type.kind === "double";
  // What is not a number is within no bounds.
  if (isFloat && file.nanCounts?.get(fieldId) !== 0) return known;
  const [lower, upper] = [file.lowerBounds?.get(fieldId), file.upperBounds?.get(fieldId)];
  return {
    ...known,
    lower: lower && valueOfBytes(type, lower),
    upper: upper && valueOfBytes(type, upper),
  };
}
