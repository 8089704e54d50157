import type { Dataset } from "@cloudapi/core";
import { isInPartitionRange, type Refusal } from "@cloudapi/core/internal";
import { type Issue, previewValue } from "../report/issue.ts";

/** A required field that is absent. */
export function requiredIssue(name: string): Issue {
  return {
    code: "required",
    path: [name],
    expected: "a value",
    received: "nothing",
    message: `${name}: a value is required; the field is absent, null or empty.`,
  };
}

/** A value that has no place in its column. */
export function refusalIssue(
  name: string,
  { code, expected, hint }: Refusal,
  value: unknown,
): Issue {
  const received = previewValue(value);
  const reason = hint === undefined ? "" : `: ${hint}`;
  return {
    code,
    path: [name],
    expected,
    received,
    message: `${name}: expected ${expected}, received ${received}${reason}.`,
  };
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
