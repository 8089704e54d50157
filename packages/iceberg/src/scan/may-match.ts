import { compareValues } from "../values/compare-values.ts";
import type { IcebergValue } from "../values/iceberg-value.ts";
import type { FieldTest } from "./scan-condition.ts";

/** What is known of some values; what is not known is left out. */
export interface KnownValues {
  readonly lower?: IcebergValue | undefined;
  readonly upper?: IcebergValue | undefined;
  /** Whether some may be null. */
  readonly mayBeNull: boolean;
  /** Whether some may be something else. */
  readonly mayBeValue: boolean;
}

/** Whether some of the values may pass a test; false only when none does. */
export function mayMatch(test: FieldTest, known: KnownValues): boolean {
  if (test.kind === "null") return known.mayBeNull;
  if (!known.mayBeValue) return false;
  switch (test.kind) {
    case "in":
      return test.values.some((value) => isWithin(value, known));
    case "lt":
      return known.lower === undefined || compareValues(known.lower, test.value) < 0;
    case "lte":
      return known.lower === undefined || compareValues(known.lower, test.value) <= 0;
    case "gt":
      return known.upper === undefined || compareValues(known.upper, test.value) > 0;
    case "gte":
      return known.upper === undefined || compareValues(known.upper, test.value) >= 0;
    default:
      return true;
  }
}

function isWithin(value: IcebergValue, { lower, upper }: KnownValues): boolean {
  return (
    (lower === undefined || compareValues(lower, value) <= 0) &&
    (upper === undefined || compareValues(value, upper) <= 0)
  );
}
