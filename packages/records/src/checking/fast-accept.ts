import type { $ZodType } from "zod/v4/core";

type Test = (value: unknown) => boolean;

/** What is read of a schema's or a check's definition. */
interface Definition {
  readonly type?: string;
  readonly check?: string;
  readonly checks?: readonly { readonly _zod: { readonly def: object } }[];
  readonly coerce?: boolean;
  readonly options?: readonly $ZodType[];
  readonly format?: string;
  readonly pattern?: RegExp;
  readonly prefix?: string;
  readonly minimum?: number;
  readonly maximum?: number;
  readonly value?: unknown;
  readonly inclusive?: boolean;
}

/**
 * A test that says yes only to values that the schema takes and leaves as they are; after a no, only the
 * schema can tell. `undefined` where the schema has something that is not known here.
 *
 * Most values of most files are right, and zod makes garbage of several hundred bytes for each that it looks at.
 */
export function fastAccept({ _zod }: $ZodType): Test | undefined {
  const def = _zod.def as Definition;
  const { type, checks = [], options = [] } = def;
  if (checks.length === 0 && type === "enum")
    return (value) => (_zod.values as ReadonlySet<unknown>).has(value);
  if (checks.length === 0 && type === "union")
    return options
      .map(fastAccept)
      .reduce((some, test) => (value) => some?.(value) === true || test?.(value) === true);
  const definitions = [
    ...(def.check === undefined ? [] : [def]),
    ...checks.map((check) => check._zod.def),
  ];
  return definitions
    .map(testOf)
    .reduce(both, def.coerce === true ? undefined : TYPES[type as keyof typeof TYPES]);
}

/** Both of two tests: nested rather than looped over, so that a call makes no garbage. */
function both(first: Test | undefined, second: Test | undefined): Test | undefined {
  return first && second && ((value) => first(value) && second(value));
}

const TYPES = {
  string: (value: unknown) => typeof value === "string",
  number: Number.isFinite,
};

const FORMATS = {
  int32: (value: unknown) => ((value as number) | 0) === value,
  safeint: Number.isSafeInteger,
};

function testOf({
  check,
  format,
  prefix,
  pattern,
  inclusive,
  value: limit,
  minimum,
  maximum,
}: Definition): Test | undefined {
  switch (check) {
    case "number_format":
      return FORMATS[format as keyof typeof FORMATS];
    case "greater_than":
      return (value) =>
        (value as number) > (limit as number) || (inclusive === true && value === limit);
    case "less_than":
      return (value) =>
        (value as number) < (limit as number) || (inclusive === true && value === limit);
    // Zod counts code points: at most as many as UTF-16 units, and at least half.
    case "min_length":
      return (value) => (value as string).length >= 2 * (minimum as number) - 1;
    case "max_length":
      return (value) => (value as string).length <= (maximum as number);
    case "string_format":
      if (format === "starts_with")
        return (value) => (value as string).startsWith(prefix as string);
      return format === "ipv4" ? (value) => (pattern as RegExp).test(value as string) : undefined;
    default:
      return undefined;
  }
}
