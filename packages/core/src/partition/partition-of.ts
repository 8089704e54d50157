import type * as z from "zod";
import type { Column } from "../contract/column.ts";
import type { ContractIssue } from "../contract/contract-error.ts";
import { type KeyOutcome, type KeySource, longForm, partitionKey } from "./partition-key.ts";
import {
  completePartition,
  type Partition,
  type PartitionByInput,
  type PartitionInput,
  type PartitionKey,
  withColumns,
} from "./partition-rule.ts";
import { partitionFaults } from "./partition-value.ts";

const KNOWN_BY: readonly string[] = ["column", "projection", "values", "range"];
const PROJECTIONS: readonly string[] = ["enum", "integer", "date", "injected"];

/** What a rule is made from. */
interface RuleSource {
  readonly schema: z.core.$ZodObject;
  readonly eventTime?: string | undefined;
  readonly partition?: PartitionInput | undefined;
}

/** The complete rule of a contract that is partitioned; what is wrong with a column of `by` is added to `issues`. */
export function partitionOf(
  { schema, eventTime, partition }: RuleSource,
  columns: readonly Column[],
  issues: ContractIssue[] = [],
): Partition | undefined {
  if (partition === undefined) return undefined;
  const rule = completePartition(partition);
  if (partition.by === undefined) return rule;
  const keys = partitionKeys({ schema, columns, eventTime, partition }, issues);
  return withColumns(rule, keys, partitionFaults);
}

/** The keys that the columns of `by` come to; what is wrong with one is added to `issues`. */
function partitionKeys(
  source: KeySource & { readonly eventTime: string | undefined },
  issues: ContractIssue[],
): PartitionKey[] {
  const { by = [] } = source.partition;
  const keys: PartitionKey[] = [];
  for (const each of by) {
    const given = longForm(each);
    const outcome = keyOutcome(given, source, keys);
    if (outcome === undefined) continue;
    if ("key" in outcome) keys.push(outcome.key);
    else issues.push({ field: nameOf(given), message: `partition by: ${outcome.issue}` });
  }
  if (keys.length > 0 && keys.length === source.columns.length) {
    issues.push({
      field: undefined,
      message: "partition by has every column; at least one has to be left for the files",
    });
  }
  return keys;
}

function nameOf(given: PartitionByInput): string | undefined {
  const column = (given as Partial<PartitionByInput> | null)?.column as unknown;
  return typeof column === "string" ? column : undefined;
}

function keyOutcome(
  given: PartitionByInput,
  source: KeySource & { readonly eventTime: string | undefined },
  before: readonly PartitionKey[],
): KeyOutcome | undefined {
  const name = nameOf(given);
  if (name === undefined)
    return { issue: "name a column, or pass { column, projection, values, range }" };
  const issue = formIssue(given);
  if (issue !== undefined) return { issue };
  const column = source.columns.find((each) => each.name === name);
  if (column === undefined) {
    // A field that has no column is refused by itself.
    if (Object.hasOwn(source.schema._zod.def.shape, name)) return undefined;
    const names = source.columns.map((each) => each.name).join(", ");
    return { issue: `it does not name a column; columns: ${names}` };
  }
  if (before.some((key) => key.column === name)) return { issue: "it names the column twice" };
  if (name === source.eventTime)
    return { issue: "the event time is partitioned by with a granularity, and stays in the files" };
  if (column.nullable) {
    return {
      issue:
        'the column must be required: Athena computes no partition for null; give it a default, such as .default("unknown")',
    };
  }
  return partitionKey(given, column, source);
}

function formIssue(given: PartitionByInput): string | undefined {
  const unknown = Object.keys(given).find((key) => !KNOWN_BY.includes(key));
  if (unknown !== undefined)
    return `there is no option "${unknown}"; known: ${KNOWN_BY.join(", ")}`;
  const { projection, range } = given;
  if (projection !== undefined && !PROJECTIONS.includes(projection))
    return `projection must be one of ${PROJECTIONS.join(", ")}, not ${String(projection)}`;
  if (
    range !== undefined &&
    (typeof (range as unknown) !== "object" || (range as unknown) === null)
  )
    return "range must be { from, to }";
  return undefined;
}
