import type { $ZodIssue, $ZodType } from "zod/v4/core";
import type { FieldChecker } from "../checking/compile-field.ts";
import type { ZodDefinition } from "../checking/zod-definition.ts";
import type { Test } from "./issue-templates.ts";

/** What a check of zod's does with a value. */
interface ZodCheck {
  readonly _zod: {
    readonly def: object;
    readonly check?: (payload: { value: unknown; issues: $ZodIssue[] }) => unknown;
  };
}

const WRAPPERS = new Set<unknown>(["optional", "nullable", "default", "readonly"]);
const LENGTHS = new Set<unknown>(["min_length", "max_length", "length_equals"]);
/** Formats that are but a pattern, or the beginning or the end of a text. */
const FORMATS = new Set<unknown>([
  "regex",
  "starts_with",
  "ends_with",
  "includes",
  "lowercase",
  "uppercase",
  "email",
  "uuid",
  "guid",
  "cuid",
  "cuid2",
  "ulid",
  "xid",
  "ksuid",
  "nanoid",
  "ipv4",
  "e164",
]);
const PLAIN_TEXT = /^[ -~]+$/;

/** Whether a text is one that {@link textTests} are made for: of printable ASCII, and taken as it stands. */
export function isPlainText({ convert }: FieldChecker, text: string): boolean {
  return PLAIN_TEXT.test(text) && "asIs" in convert(text);
}

/** Tests that tell apart how texts may fail a schema, which zod makes; `undefined` where it has something that is not known here. */
export function textTests(
  schema: $ZodType,
  limit: FieldChecker["limit"],
): readonly Test<string>[] | undefined {
  const def = schema._zod.def as ZodDefinition;
  const { innerType, checks = [] } = def;
  if (innerType !== undefined)
    return checks.length === 0 && WRAPPERS.has(def.type) ? textTests(innerType, limit) : undefined;
  const isTooLong: Test<string> = (text) => limit !== undefined && text.length > limit.length;
  // Of a list of values nothing is said but that a text is none of them.
  if (def.type === "enum" || def.type === "literal")
    return checks.length === 0 ? [isTooLong] : undefined;
  if (def.type !== "string" || def.coerce === true) return undefined;
  const all = [...(def.check === undefined ? [] : [schema as ZodCheck]), ...(checks as ZodCheck[])];
  const tests = all.map(testOf);
  return tests.every((test) => test !== undefined) ? [isTooLong, ...tests] : undefined;
}

function testOf({ _zod }: ZodCheck): Test<string> | undefined {
  const def = _zod.def as ZodDefinition & { readonly when?: unknown };
  const isFormat = def.check === "string_format" && FORMATS.has(def.format) && def.fn === undefined;
  const { check } = _zod;
  if (check === undefined || def.when !== undefined) return undefined;
  if (!isFormat && !LENGTHS.has(def.check)) return undefined;
  return (value) => {
    const issues: $ZodIssue[] = [];
    check({ value, issues });
    return issues.length > 0;
  };
}
