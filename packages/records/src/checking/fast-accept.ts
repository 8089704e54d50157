import type { DataType } from "@cloudapi/core";
import { decimalOfCheck, jsonOfCheck } from "@cloudapi/core/internal";
import * as z from "zod/mini";
import type { $ZodType } from "zod/v4/core";
import type { ZodDefinition } from "./zod-definition.ts";

type Test = (value: unknown) => boolean;

/**
 * A test that says yes only to values that the schema takes and leaves as they are; after a no, only the
 * schema can tell. `undefined` where the schema has something that is not known here.
 *
 * The values are those that the conversion of `type` gives. Most values of most files are right, and zod
 * makes garbage of several hundred bytes for each that it looks at.
 */
export function fastAccept(schema: $ZodType, type: DataType): Test | undefined {
  const def = schema._zod.def as ZodDefinition;
  const { check, checks = [], innerType } = def;
  if (innerType !== undefined)
    return checks.length === 0 && WRAPPERS.has(def.type) ? fastAccept(innerType, type) : undefined;
  const definitions = [
    ...(check === undefined ? [] : [def]),
    ...checks.map(({ _zod }) => _zod.def as ZodDefinition),
  ];
  return definitions.map((each) => testOf(each, type)).reduce(both, typeTest(schema, def, type));
}

const WRAPPERS = new Set<unknown>(["optional", "nullable", "default", "readonly"]);

/** Both of two tests: nested rather than looped over, so that a call makes no garbage. */
function both(first: Test | undefined, second: Test | undefined): Test | undefined {
  return first && second && ((value) => first(value) && second(value));
}

function typeTest({ _zod }: $ZodType, def: ZodDefinition, type: DataType): Test | undefined {
  if (def.coerce === true) return undefined;
  switch (def.type) {
    case "string":
    case "bigint":
    case "boolean":
      return (value) => typeof value === def.type;
    case "number":
      return Number.isFinite;
    case "enum":
    case "literal":
      return (value) => (_zod.values as ReadonlySet<unknown>).has(value);
    case "union":
      return def.inclusive === false ? undefined : firstOf(def.options ?? [], type);
    default:
      return undefined;
  }
}

/** The first of a union's options that takes a value decides; none is looked at past one that is not known here. */
function firstOf(options: readonly $ZodType[], type: DataType): Test | undefined {
  let found: Test | undefined;
  for (const option of options) {
    const [earlier, test] = [found, fastAccept(option, type)];
    if (test === undefined) break;
    found = earlier === undefined ? test : (value) => earlier(value) || test(value);
  }
  return found;
}

const FORMATS = {
  int32: (value: unknown) => ((value as number) | 0) === value,
  uint32: (value: unknown) => (value as number) >>> 0 === value,
  safeint: Number.isSafeInteger,
  float32: (value: unknown) => Math.abs(value as number) <= 3.4028234663852886e38,
  float64: Number.isFinite,
};

/** Formats of which zod asks their pattern and nothing else. */
const PATTERNS = new Set([
  "regex",
  "ipv4",
  "uuid",
  "email",
  "lowercase",
  "uppercase",
  "date",
  "datetime",
]);

function testOf(def: ZodDefinition, type: DataType): Test | undefined {
  const { check, format, value: limit, inclusive, minimum, maximum } = def;
  switch (check) {
    case "number_format":
      return FORMATS[format as keyof typeof FORMATS];
    case "bigint_format":
      return format === "int64" ? always : undefined;
    case "greater_than":
      return (value) =>
        (value as number) > (limit as number) || (inclusive === true && value === limit);
    case "less_than":
      return (value) =>
        (value as number) < (limit as number) || (inclusive === true && value === limit);
    // Zod counts code points: at most as many as UTF-16 units, and at least half. It takes any number as a bound.
    case "min_length":
      return (value) => (value as string).length >= 2 * Math.ceil(minimum as number) - 1;
    case "max_length":
      return (value) => (value as string).length <= (maximum as number);
    case "string_format":
      return formatTest(def, type);
    case "custom":
      return isDecimal(def, type) || isJson(def, type) ? always : undefined;
    default:
      return undefined;
  }
}

/** What the conversion has made sure of already. */
function always(): boolean {
  return true;
}

function isDecimal(def: ZodDefinition, type: DataType): boolean {
  const size = decimalOfCheck(def);
  return type.kind === "decimal" && type.precision === size?.precision && type.scale === size.scale;
}

function isJson(def: ZodDefinition, { kind }: DataType): boolean {
  return kind === "json" && jsonOfCheck(def) !== undefined;
}

function formatTest(def: ZodDefinition, type: DataType): Test | undefined {
  const { format = "", pattern, prefix, suffix, fn } = def;
  if (format === "starts_with") return (value) => (value as string).startsWith(prefix as string);
  if (format === "ends_with") return (value) => (value as string).endsWith(suffix as string);
  if (pattern === undefined || fn !== undefined) return undefined;
  if (isOfType(pattern, type)) return always;
  // A pattern that remembers where it was is zod's to reset.
  if (!PATTERNS.has(format) || pattern.global || pattern.sticky) return undefined;
  return (value) => pattern.test(value as string);
}

/** Whether a pattern is that of the type, as zod writes it and with nothing that narrows it. */
function isOfType({ source }: RegExp, { kind }: DataType): boolean {
  if (kind === "date") return source === z.iso.date()._zod.def.pattern?.source;
  return (
    kind === "timestamp" && source === z.iso.datetime({ offset: true })._zod.def.pattern?.source
  );
}
