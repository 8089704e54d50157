import type { Dataset } from "@cloudapi/core";
import { faultFinder, isInPartitionRange, type Refusal } from "@cloudapi/core/internal";
import { formatPath } from "../report/format-path.ts";
import { type Issue, previewValue } from "../report/issue.ts";

/** A required field that is absent. */
export function requiredIssue(...path: Issue["path"]): Issue {
  return {
    code: "required",
    path,
    expected: "a value",
    received: "nothing",
    message: `${formatPath(path)}: a value is required; the field is absent, null or empty.`,
  };
}

/** A value that has no place in its column. */
export function refusalIssue(
  within: Issue["path"],
  { code, expected, hint, inside }: Refusal,
  whole: unknown,
): Issue {
  const path = [...within, ...(inside?.path ?? [])];
  if (code === "required") return requiredIssue(...path);
  const received = previewValue(inside === undefined ? whole : inside.value);
  const reason = hint === undefined ? "" : `: ${hint}`;
  return {
    code,
    path,
    expected,
    received,
    message: `${formatPath(path)}: expected ${expected}, received ${received}${reason}.`,
  };
}

/** What a row can't be partitioned by, for each column that is not refused already. */
export function partitionIssues(
  { partition: rule }: Dataset,
  row: Readonly<Record<string, unknown>>,
  isRefused: (name: string) => boolean,
): Map<string, Issue> {
  const issues = new Map<string, Issue>();
  for (const { column, refusal } of (rule && faultFinder(rule)?.(row)) ?? [])
    if (!isRefused(column)) issues.set(column, refusalIssue([column], refusal, row[column]));
  return issues;
}

/** An event time that no partition of the contract holds; `undefined` when one does. */
export function rangeIssue(
  { partition: rule, eventTime = "" }: Dataset,
  epochMs: number | undefined,
  value: unknown,
): Issue | undefined {
  if (rule === undefined || epochMs === undefined || isInPartitionRange(rule, epochMs))
    return undefined;
  const expected = `a time from ${rule.range.from} to ${rule.range.to} (UTC)`;
  const received = previewValue(value);
  return {
    code: "out_of_partition_range",
    path: [eventTime],
    expected,
    received,
    message: `${eventTime}: expected ${expected}, the contract's partition range, received ${received}.`,
  };
}
