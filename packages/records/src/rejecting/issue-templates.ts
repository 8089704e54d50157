import { type Issue, previewValue } from "../report/issue.ts";

/** Whether a value passes, or has some other property that tells how it fails. */
export type Test<T> = (value: T) => boolean;

/** So many tests fit into the bits of a number. */
export const MOST_TESTS = 31;

/** Issues of values that fail in the same way, but for the value in them. */
type Template = readonly { readonly issue: Issue; readonly beginning: string }[];

/**
 * What is wrong with values that a field refuses: it is asked once for those that fail the same tests, and differs by
 * the value that is shown alone.
 */
export class IssueTemplates<T extends number | string> {
  readonly #tests: readonly Test<T>[];
  readonly #ask: (value: T) => readonly Issue[];
  readonly #templates = new Map<number, Template | undefined>();

  /** @param tests at most {@link MOST_TESTS} of them, which tell apart all ways to fail */
  constructor(tests: readonly Test<T>[], ask: (value: T) => readonly Issue[]) {
    this.#tests = tests;
    this.#ask = ask;
  }

  of(value: T): readonly Issue[] {
    let failed = 0;
    const tests = this.#tests;
    for (let i = 0; i < tests.length; i++) if (tests[i]?.(value)) failed |= 1 << i;
    const template = this.#templates.get(failed);
    const received = previewValue(value);
    if (template !== undefined)
      return template.map(({ issue, beginning }) => ({
        ...issue,
        message: `${beginning}${received}.`,
        received,
      }));
    const issues = this.#ask(value);
    if (!this.#templates.has(failed)) this.#templates.set(failed, templateOf(issues, received));
    return issues;
  }
}

/** The template of issues that show nothing of their value but itself, at the end of what they say. */
function templateOf(issues: readonly Issue[], received: string): Template | undefined {
  const end = `, received ${received}.`;
  const isPlain = issues.every(
    (issue) => issue.received === received && issue.message.endsWith(end),
  );
  if (!isPlain) return undefined;
  return issues.map((issue) => ({
    issue,
    beginning: issue.message.slice(0, -`${received}.`.length),
  }));
}
