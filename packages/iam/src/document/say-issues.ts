import type { PolicyIssue } from "./policy.ts";

/** What is wrong with a document, each fault behind the place that it is at, unless it is about the whole. */
export function sayIssues(issues: readonly PolicyIssue[]): string {
  return issues
    .map(({ path, message }) => (path.length > 0 ? `${path.join(".")}: ${message}` : message))
    .join(" ");
}
