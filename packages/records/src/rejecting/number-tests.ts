import type { $ZodType } from "zod/v4/core";
import type { ZodDefinition } from "../checking/zod-definition.ts";
import type { Test as ValueTest } from "./issue-templates.ts";

type Test = ValueTest<number>;

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
  return [...FORMAT_TESTS, fits, ...bounds];
}

function boundTest(def: ZodDefinition, isWithin: Test): Test {
  const { inclusive, value } = def;
  return (each) => isWithin(each) || (inclusive === true && each === value);
}
