import type { Issue } from "./issue.ts";

const KNOWN = new WeakMap<readonly Issue[], Buffer>();

/** Remember how issues are written that many rows share; they must not change from then on. */
export function rememberIssues(issues: readonly Issue[]): void {
  KNOWN.set(issues, write(issues));
}

/** Issues as JSON in UTF-8. */
export function issuesJson(issues: readonly Issue[]): Buffer {
  return KNOWN.get(issues) ?? write(issues);
}

function write(issues: readonly Issue[]): Buffer {
  return Buffer.from(JSON.stringify(issues));
}
