import { format, isDeepStrictEqual } from "node:util";
import { runInThisContext } from "node:vm";

/** Stands for `...` in an expected literal: more entries, whatever they are. */
const MORE = Symbol("more");

/**
 * Whether values fit the text of an expectation: one value may be written as a JavaScript literal, in which `...` at
 * the end of an object or array means that more may follow; any values may be written as `console.log` prints them.
 */
export function matchesExpected(values: readonly unknown[], text: string): boolean {
  const lines = text.split("\n");
  return lines.some((_, index) => matchesText(values, lines.slice(0, index + 1).join("\n")));
}

function matchesText(values: readonly unknown[], text: string): boolean {
  const literal = values.length === 1 ? readLiteral(text) : undefined;
  if (literal !== undefined && matchesValue(values[0], literal.value)) return true;
  return oneSpace(format(...values)) === oneSpace(text);
}

function readLiteral(text: string): { value: unknown } | undefined {
  const withMore = text
    .replaceAll(/,?\s*(?:\.\.\.|…)\s*\}/g, ", [MORE]: true }")
    .replaceAll(/(?:\.\.\.|…)\s*\]/g, "MORE]")
    .replaceAll(/\{\s*,/g, "{");
  try {
    const read: unknown = runInThisContext(`(MORE) => ({ value: (${withMore}\n) })`);
    return (read as (more: symbol) => { value: unknown })(MORE);
  } catch {
    return undefined;
  }
}

function matchesValue(actual: unknown, expected: unknown): boolean {
  if (Array.isArray(expected)) return Array.isArray(actual) && matchesItems(actual, expected);
  if (!isPlainObject(expected) || typeof actual !== "object" || actual === null)
    return isDeepStrictEqual(actual, expected);
  const names = Object.keys(expected);
  if (!(MORE in expected)) {
    const extra = Object.entries(actual).filter(([, value]) => value !== undefined);
    if (extra.some(([name]) => !names.includes(name))) return false;
  }
  return names.every((name) =>
    matchesValue((actual as Record<string, unknown>)[name], expected[name]),
  );
}

function matchesItems(actual: readonly unknown[], expected: readonly unknown[]): boolean {
  const open = expected.at(-1) === MORE;
  const items = open ? expected.slice(0, -1) : expected;
  if (open ? actual.length < items.length : actual.length !== items.length) return false;
  return items.every((item, index) => matchesValue(actual[index], item));
}

function isPlainObject(value: unknown): value is Record<string | symbol, unknown> {
  return (
    typeof value === "object" && value !== null && Object.getPrototypeOf(value) === Object.prototype
  );
}

function oneSpace(text: string): string {
  return text.replaceAll(/\s+/g, " ").trim();
}
