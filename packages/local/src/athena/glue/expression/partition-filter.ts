import { GRAMMAR, openCursor, TrinoError } from "@cloudapi/athena/internal/analysis";
import type { ColumnDefinition } from "../../catalog/definitions.ts";
import { invalidInput } from "../glue-error.ts";
import { type PartitionRule, parseCondition } from "./parse-condition.ts";

const EVERY: PartitionRule = () => true;

/**
 * The expression of GetPartitions over the values of partition keys: comparisons, IN, BETWEEN, LIKE and IS NULL, joined by AND,
 * OR and NOT, by the types of the keys.
 *
 * @throws {ApiError} InvalidInputException for what can't be read, a name that is no partition key, or a constant that is not
 *   of its type
 */
export function partitionFilter(
  expression: string | undefined,
  keys: readonly ColumnDefinition[],
): PartitionRule {
  if (expression === undefined || expression.trim() === "") return EVERY;
  try {
    return parseCondition(openCursor(expression, GRAMMAR), keys);
  } catch (error) {
    if (!(error instanceof TrinoError)) throw error;
    throw invalidInput(`Unsupported expression '${expression}'`);
  }
}
