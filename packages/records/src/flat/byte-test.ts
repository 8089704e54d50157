import * as z from "zod/mini";
import type { $ZodType } from "zod/v4/core";
import type { ZodDefinition } from "../checking/zod-definition.ts";
import { isEmail, isWebUrl } from "./address-formats.ts";
import { type Atom, areOfAtoms, atomsOf } from "./atom-pattern.ts";
import { isIpv4, isUuid } from "./byte-formats.ts";

/** A test of a text by its bytes, which are characters of ASCII. */
export type ByteTest = (bytes: Uint8Array, start: number, end: number) => boolean;

/** What is asked of a text; all of it has to be so. */
export interface TextRule {
  readonly fewest: number;
  readonly most: number;
  /** Texts of ASCII that it begins with, each of them. */
  readonly prefixes: readonly string[];
  readonly suffixes: readonly string[];
  readonly formats: readonly TextFormat[];
}

/** Formats that are known by their bytes. */
export type TextFormat = "ipv4" | "uuid" | "url" | "email" | readonly Atom[];

const WRAPPERS = new Set<unknown>(["optional", "nullable", "default", "readonly"]);
const FORMAT_TESTS = { ipv4: isIpv4, uuid: isUuid, url: isWebUrl, email: isEmail } as const;
/** Formats of which zod asks their pattern and nothing else. */
const PATTERNS = new Set<unknown>([
  "regex",
  "guid",
  "cuid",
  "cuid2",
  "ulid",
  "xid",
  "ksuid",
  "nanoid",
  "e164",
]);
const ASCII_TEXT = /^[\0-\x7f]*$/;
const URL_OPTIONS = ["normalize", "hostname", "protocol"] as const;
const ANY_TEXT: TextRule = {
  fewest: 0,
  most: Number.POSITIVE_INFINITY,
  prefixes: [],
  suffixes: [],
  formats: [],
};

/**
 * A test that says yes only to texts that a schema of text takes and leaves as they are, as `fastAccept` does of values;
 * after a no, others can tell. `undefined` where the schema has something that is not known here.
 */
export function byteTest(schema: $ZodType): ByteTest | undefined {
  const rule = textRule(schema);
  return rule && testOfRule(rule);
}

/** The same as data. */
export function textRule(schema: $ZodType): TextRule | undefined {
  const def = schema._zod.def as ZodDefinition;
  const { check, checks = [], innerType } = def;
  if (innerType !== undefined)
    return checks.length === 0 && WRAPPERS.has(def.type) ? textRule(innerType) : undefined;
  const definitions = [
    ...(check === undefined ? [] : [def]),
    ...checks.map(({ _zod }) => _zod.def as ZodDefinition),
  ];
  return definitions.reduce<TextRule | undefined>(
    (rule, definition) => rule && withCheck(rule, definition),
    typeRule(def),
  );
}

/** The test that a rule asks. */
export function testOfRule({ fewest, most, prefixes, suffixes, formats }: TextRule): ByteTest {
  const tests = [
    ...prefixes.map(beginsWith),
    ...suffixes.map(endsIn),
    ...formats.map(testOfFormat),
  ];
  const [only, ...others] = tests;
  if (only !== undefined && others.length === 0 && fewest === 0 && most === ANY_TEXT.most)
    return only;
  return (bytes, start, end) => {
    if (end - start < fewest || end - start > most) return false;
    for (const test of tests) if (!test(bytes, start, end)) return false;
    return true;
  };
}

function testOfFormat(format: TextFormat): ByteTest {
  if (typeof format === "string") return FORMAT_TESTS[format];
  return (bytes, start, end) => areOfAtoms(format, bytes, start, end);
}

function typeRule(def: ZodDefinition): TextRule | undefined {
  if (def.coerce === true) return undefined;
  if (def.type === "string") return ANY_TEXT;
  // The first option that takes a text decides; what the first one does not take may still be right.
  return def.type === "union" && def.inclusive !== false && def.options?.[0] !== undefined
    ? textRule(def.options[0])
    : undefined;
}

function withCheck(rule: TextRule, def: ZodDefinition): TextRule | undefined {
  const { check, minimum = 0, maximum = 0 } = def;
  if (Number.isNaN(minimum) || Number.isNaN(maximum)) return undefined;
  switch (check) {
    // Zod takes any number as a bound; lengths are whole.
    case "min_length":
      return { ...rule, fewest: Math.max(rule.fewest, Math.ceil(minimum)) };
    case "max_length":
      return { ...rule, most: Math.min(rule.most, Math.floor(maximum)) };
    case "string_format":
      return withFormat(rule, def);
    default:
      return undefined;
  }
}

function withFormat(rule: TextRule, def: ZodDefinition): TextRule | undefined {
  const { format, prefix, suffix, fn } = def;
  if (format === "starts_with" && prefix !== undefined && ASCII_TEXT.test(prefix))
    return { ...rule, prefixes: [...rule.prefixes, prefix] };
  if (format === "ends_with" && suffix !== undefined && ASCII_TEXT.test(suffix))
    return { ...rule, suffixes: [...rule.suffixes, suffix] };
  const known = fn === undefined ? knownFormat(def) : undefined;
  return known && { ...rule, formats: [...rule.formats, known] };
}

function knownFormat({ format, pattern, ...others }: ZodDefinition): TextFormat | undefined {
  // One with rules of its own for hosts and schemes, or that changes the text, is left to zod.
  const isPlainUrl = !URL_OPTIONS.some((option) => option in others);
  if (pattern === undefined) return format === "url" && isPlainUrl ? "url" : undefined;
  if (isSame(pattern, z.ipv4())) return "ipv4";
  if (isSame(pattern, z.uuid())) return "uuid";
  if (isSame(pattern, z.email())) return "email";
  return PATTERNS.has(format) ? atomsOf(pattern) : undefined;
}

function beginsWith(prefix: string): ByteTest {
  return (bytes, start, end) => start + prefix.length <= end && hasText(bytes, start, prefix);
}

function endsIn(suffix: string): ByteTest {
  return (bytes, start, end) => {
    const at = end - suffix.length;
    return at >= start && hasText(bytes, at, suffix);
  };
}

/** Whether a pattern is the one that zod has for a format. */
function isSame({ source, flags }: RegExp, schema: $ZodType): boolean {
  const { pattern } = schema._zod.def as ZodDefinition;
  return pattern?.source === source && pattern.flags === flags;
}

function hasText(bytes: Uint8Array, start: number, text: string): boolean {
  for (let i = 0; i < text.length; i++) if (bytes[start + i] !== text.charCodeAt(i)) return false;
  return true;
}
