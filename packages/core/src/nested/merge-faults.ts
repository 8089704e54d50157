import type { $ZodIssue, $ZodRawIssue } from "zod/v4/core";
import type { Refusal } from "../values/convert-value.ts";
import { isOverfull, type NestedFault, type Walk } from "./walk.ts";

/** An issue of a record, as reports have it. */
export interface RecordIssue {
  readonly code: string;
  readonly path: readonly (string | number)[];
  readonly message: string;
  readonly expected?: string;
  readonly received?: string;
}

/** How issues are written. */
export interface IssueWords {
  readonly ofRefusal: (
    path: readonly (string | number)[],
    refusal: Refusal,
    value: unknown,
  ) => RecordIssue;
  readonly ofZod: (issue: $ZodIssue) => RecordIssue;
  readonly finish: (issue: $ZodRawIssue) => $ZodIssue;
  readonly inOwnWords: (fault: RecordIssue, found: readonly $ZodIssue[]) => RecordIssue;
}

/** So many issues are told of one column. */
const MOST_ISSUES = 100;

/**
 * What is wrong inside a column: each fault once, in the contract's own words if it has any for what zod
 * found there, and what else zod found; then how many more there are.
 */
export function mergeFaults(
  name: string,
  walk: Walk | undefined,
  found: readonly $ZodIssue[],
  words: IssueWords,
): RecordIssue[] {
  const root: Branch = { fault: undefined, found: [], branches: undefined };
  const entries = (walk?.faults ?? []).map((fault) => addFault(root, fault));
  const others =
    walk !== undefined && isOverfull(walk) ? [] : found.filter((issue) => !addFound(root, issue));
  const issues = [
    ...entries.slice(0, MOST_ISSUES).map((entry) => issueOf(name, entry, words)),
    ...others.slice(0, Math.max(0, MOST_ISSUES - entries.length)).map(words.ofZod),
  ];
  const more = (walk?.count ?? 0) + others.length - issues.length;
  return more > 0 ? [...issues, moreIssue(name, issues.length, more)] : issues;
}

/** A place in a column, with what is wrong there. */
interface Branch {
  fault: NestedFault | undefined;
  readonly found: $ZodIssue[];
  branches: Map<PropertyKey, Branch> | undefined;
}

function addFault(root: Branch, fault: NestedFault): Branch {
  let branch = root;
  for (let i = fault.path.length - 1; i >= 0; i--) {
    const key = fault.path[i] as string | number;
    branch.branches ??= new Map();
    let next = branch.branches.get(key);
    if (next === undefined) {
      next = { fault: undefined, found: [], branches: undefined };
      branch.branches.set(key, next);
    }
    branch = next;
  }
  if (branch.fault !== undefined) return { fault, found: [], branches: undefined };
  branch.fault = fault;
  return branch;
}

/** Note what zod found with the fault that is there or above, if there is one. */
function addFound(root: Branch, issue: $ZodIssue): boolean {
  let branch: Branch | undefined = root;
  for (let i = 1; branch !== undefined; i++) {
    // Fields that are unknown say nothing of those that are known.
    if (branch.fault !== undefined && branch.fault.raw === undefined) {
      branch.found.push(issue);
      return true;
    }
    const key = issue.path[i];
    branch = key === undefined ? undefined : branch.branches?.get(key);
  }
  return false;
}

function issueOf(name: string, { fault, found }: Branch, words: IssueWords): RecordIssue {
  const { path, refusal, value, raw } = fault as NestedFault;
  const issue = words.ofRefusal([name, ...path.toReversed()], refusal, value);
  return words.inOwnWords(issue, raw === undefined ? found : [...found, words.finish(raw)]);
}

function moreIssue(name: string, told: number, more: number): RecordIssue {
  return {
    code: "more_issues",
    path: [name],
    message: `${name}: ${more} more of its values are not right; only the first ${told} are told.`,
  };
}
