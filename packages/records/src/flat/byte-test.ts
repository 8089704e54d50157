import * as z from "zod/mini";
import type { $ZodType } from "zod/v4/core";
import type { ZodDefinition } from "../checking/zod-definition.ts";
import { isIpv4, isUuid } from "./byte-formats.ts";

/** A test of a text by its bytes, which are characters of ASCII. */
export type ByteTest = (bytes: Uint8Array, start: number, end: number) => boolean;

const WRAPPERS = new Set<unknown>(["optional", "nullable", "default", "readonly"]);
const ASCII_TEXT = /^[\0-\x7f]*$/;

/**
 * A test that says yes only to texts that a schema of text takes and leaves as they are, as `fastAccept` does of values;
 * after a no, others can tell. `undefined` where the schema has something that is not known here.
 */
export function byteTest(schema: $ZodType): ByteTest | undefined {
  const def = schema._zod.def as ZodDefinition;
  const { check, checks = [], innerType } = def;
  if (innerType !== undefined)
    return checks.length === 0 && WRAPPERS.has(def.type) ? byteTest(innerType) : undefined;
  const definitions = [
    ...(check === undefined ? [] : [def]),
    ...checks.map(({ _zod }) => _zod.def as ZodDefinition),
  ];
  return definitions.map(testOf).reduce(both, typeTest(def));
}

/** Both of two tests. */
function both(first: ByteTest | undefined, second: ByteTest | undefined): ByteTest | undefined {
  if (first === always) return second;
  return (
    first &&
    second &&
    ((bytes, start, end) => first(bytes, start, end) && second(bytes, start, end))
  );
}

function always(): boolean {
  return true;
}

function typeTest(def: ZodDefinition): ByteTest | undefined {
  if (def.coerce === true) return undefined;
  if (def.type === "string") return always;
  // The first option that takes a text decides; what the first one does not take may still be right.
  return def.type === "union" && def.inclusive !== false && def.options?.[0] !== undefined
    ? byteTest(def.options[0])
    : undefined;
}

function testOf(def: ZodDefinition): ByteTest | undefined {
  const { check, minimum = 0, maximum = 0 } = def;
  switch (check) {
    case "min_length":
      return (_, start, end) => end - start >= minimum;
    case "max_length":
      return (_, start, end) => end - start <= maximum;
    case "string_format":
      return formatTest(def);
    default:
      return undefined;
  }
}

function formatTest({ format, prefix, suffix, pattern, fn }: ZodDefinition): ByteTest | undefined {
  if (format === "starts_with" && prefix !== undefined && ASCII_TEXT.test(prefix))
    return (bytes, start, end) => start + prefix.length <= end && hasText(bytes, start, prefix);
  if (format === "ends_with" && suffix !== undefined && ASCII_TEXT.test(suffix))
    return (bytes, start, end) => {
      const at = end - suffix.length;
      return at >= start && hasText(bytes, at, suffix);
    };
  if (fn !== undefined || pattern === undefined) return undefined;
  if (isSame(pattern, z.ipv4())) return isIpv4;
  return isSame(pattern, z.uuid()) ? isUuid : undefined;
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
