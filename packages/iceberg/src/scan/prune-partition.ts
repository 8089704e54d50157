import type { PartitionSummary } from "../manifest/data-file.ts";
import { applyTransform } from "../partition/apply-transform.ts";
import type { PartitionType, PartitionValueType } from "../partition/partition-type.ts";
import type { PartitionValues } from "../partition/partition-values.ts";
import type { IcebergValue } from "../values/iceberg-value.ts";
import type { PrimitiveType } from "../values/primitive-type.ts";
import { valueOfBytes } from "../values/single-value.ts";
import { type KnownValues, mayMatch } from "./may-match.ts";
import type { FieldTest, ResolvedTest } from "./scan-condition.ts";

/** A test on a value of a partition, which holds for every partition that has a row that is wanted. */
interface PartitionTest {
  /** Its place in the spec. */
  readonly at: number;
  readonly test: FieldTest;
}

/** Tells which partitions may have rows that are wanted. */
export interface PartitionPruner {
  readonly mayHaveRows: (partition: PartitionValues) => boolean;
  /** Whether some partition of a manifest may. */
  readonly mayHavePartitions: (summaries: readonly PartitionSummary[] | undefined) => boolean;
}

/** How the partitions of a spec are passed over. */
export function partitionPruner(
  type: PartitionType,
  tests: readonly ResolvedTest[],
): PartitionPruner {
  const all = type.flatMap((field, at) =>
    tests
      .filter(({ fieldId }) => fieldId === field.sourceId)
      .flatMap(({ test }) =>
        projected(test, field).map((each): PartitionTest => ({ at, test: each })),
      ),
  );
  return {
    mayHaveRows: (partition) =>
      all.every(({ at, test }) => mayMatch(test, exactly(partition[at] ?? null))),
    mayHavePartitions: (summaries) =>
      summaries === undefined ||
      all.every(({ at, test }) => {
        const summary = summaries[at];
        return (
          summary === undefined || mayMatch(test, knownOf(summary, type[at] as PartitionValueType))
        );
      }),
  };
}

/** What a test on a column means to the value that a transform makes of it; nothing where that can't be told. */
function projected(test: FieldTest, { transform, source }: PartitionValueType): FieldTest[] {
  if (transform.kind === "void") return [];
  if (test.kind === "null" || test.kind === "not-null") return [test];
  const of = (value: IcebergValue) => applyTransform(transform, source, value) as IcebergValue;
  if (test.kind === "in") return [{ kind: "in", values: test.values.map(of) }];
  if (transform.kind === "bucket") return [];
  if (transform.kind === "identity") return [test];
  // Past the least number truncation goes on with the greatest.
  if (transform.kind === "truncate" && typeof test.value !== "string") return [];
  switch (test.kind) {
    case "lt":
      return [{ kind: "lte", value: of(below(source, test.value)) }];
    case "lte":
      return [{ kind: "lte", value: of(test.value) }];
    default:
      return [{ kind: "gte", value: of(test.value) }];
  }
}

/** The greatest value below another, where there is one; otherwise that value. */
function below({ kind }: PrimitiveType, value: IcebergValue): IcebergValue {
  if (typeof value === "bigint") return value - 1n;
  return kind === "int" || kind === "date" ? (value as number) - 1 : value;
}

function exactly(value: IcebergValue | null): KnownValues {
  if (value === null) return { mayBeNull: true, mayBeValue: false };
  // What is not a number is in no order that all engines share.
  if (Number.isNaN(value)) return { mayBeNull: false, mayBeValue: true };
  return { mayBeNull: false, mayBeValue: true, lower: value, upper: value };
}

function knownOf(summary: PartitionSummary, { type }: PartitionValueType): KnownValues {
  const { lower, upper, containsNull, containsNaN } = summary;
  const isFloat = type.kind === "float" || type.kind === "double";
  if (isFloat && containsNaN !== false) return { mayBeNull: containsNull, mayBeValue: true };
  const hasBounds = lower !== undefined && upper !== undefined;
  return {
    mayBeNull: containsNull,
    // Without bounds there are nulls alone.
    mayBeValue: hasBounds || !containsNull,
    lower: lower && valueOfBytes(type, lower),
    upper: upper && valueOfBytes(type, upper),
  };
}
