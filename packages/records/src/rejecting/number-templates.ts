import type { $ZodType } from "zod/v4/core";
import type { ZodDefinition } from "../checking/zod-definition.ts";
import type { Issue } from "../report/issue.ts";

type Test = (value: number) => boolean;

const LEAST_INT32 = -2_147_483_648;
const MOST_INT32 = 2_147_483_647;
const MOST_UINT32 = 4_294_967_295;

/** What zod's formats of numbers tell apart. */
const FORMAT_TESTS: readonly Test[] = [
  (value) => Number.isInteger(value),
  (value) => Number.isSafeInteger(value),
  (value) => value < LEAST_INT32,
  (value) => value > MOST_INT32,
  (value) => value < 0,
  (value) => value > MOST_UINT32,
  (value) => Number.isFinite(Math.fround(value)),
];

/** Issues of numbers that fail in the same way, but for the number in them. */
type Template = readonly { readonly issue: Issue; readonly beginning: string }[];

/**
 * What is wrong with numbers that are out of a field's bounds: it is asked once for those that fail the same tests, and differs by
 * the number that is shown alone.
 */
export class NumberTemplates {
  readonly #tests: readonly Test[];
  readonly #ask: (value: number) => readonly Issue[];
  readonly #templates = new Map<number, Template | undefined>();

  /** @param tests as {@link numberTests} gives them */
  constructor(tests: readonly Test[], ask: (value: number) => readonly Issue[]) {
    this.#tests = tests;
    this.#ask = ask;
  }

  of(value: number): readonly Issue[] {
    let failed = 0;
    for (const [i, test] of this.#tests.entries()) if (test(value)) failed |= 1 << i;
    const template = this.#templates.get(failed);
    const received = String(value);
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

/** The template of issues that show nothing of their number but itself, at the end of what they say. */
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

/**
 * Tests that tell apart how numbers may fail a schema; `undefined` where it has a check that is not known here.
 *
 * @param fits whether a number has a place in its column
 */
export function numberTests(schema: $ZodType, fits: Test): readonly Test[] | undefined {
  const def = schema._zod.def as ZodDefinition;
  if (def.innerType !== undefined && def.type !== "nonoptional")
    return (def.checks ?? []).length === 0 ? numberTests(def.innerType, fits) : undefined;
  if (def.type !== "number" || def.coerce === true) return undefined;
  const bounds: Test[] = [];
  for (const { _zod } of def.checks ?? []) {
    const { check, value, when } = _zod.def as ZodDefinition & { readonly when?: unknown };
    if (check === "number_format") continue;
    if (typeof value !== "number" || when !== undefined) return undefined;
    if (check === "greater_than") bounds.push(boundTest(_zod.def, (each) => each > value));
    else if (check === "less_than") bounds.push(boundTest(_zod.def, (each) => each < value));
    else return undefined;
  }
  const tests = [...FORMAT_TESTS, fits, ...bounds];
  return tests.length > 31 ? undefined : tests;
}

function boundTest(def: ZodDefinition, isWithin: Test): Test {
  const { inclusive, value } = def;
  return (each) => isWithin(each) || (inclusive === true && each === value);
}
