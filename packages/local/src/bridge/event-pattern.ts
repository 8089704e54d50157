import type { JsonValue } from "@cloudapi/core";

type Matcher = Readonly<Record<string, unknown>>;
type Test = (argument: unknown) => ((value: unknown) => boolean) | undefined;

/** A pattern that no event bus takes, or that is not here. */
export class PatternError extends Error {
  constructor(message: string) {
    super(message);
    this.name = "PatternError";
  }
}

/** How the value of a field is compared, by the name of the comparison; nothing for an argument that it doesn't take. */
const TESTS: Readonly<Record<string, Test>> = {
  prefix: (wanted) => ofText(wanted, (text, value) => value.startsWith(text)),
  suffix: (wanted) => ofText(wanted, (text, value) => value.endsWith(text)),
  "equals-ignore-case": (wanted) =>
    ofText(wanted, (text, value) => value.toLowerCase() === text.toLowerCase()),
  wildcard: (wanted) => ofText(wanted, matchesWildcard),
  "anything-but": anythingBut,
  numeric,
  exists: (wanted) =>
    typeof wanted === "boolean" ? (value) => (value !== undefined) === wanted : undefined,
};

/** Read the pattern of a rule, as EventBridge writes it; what comes back says whether an event is one of its. */
export function readPattern(text: string): (event: JsonValue) => boolean {
  let pattern: unknown;
  try {
    pattern = JSON.parse(text);
  } catch {
    throw new PatternError("it is not JSON");
  }
  return readFields(pattern, "the pattern");
}

function readFields(pattern: unknown, where: string): (value: unknown) => boolean {
  if (typeof pattern !== "object" || pattern === null || Array.isArray(pattern))
    throw new PatternError(`${where} must be an object`);
  const entries = Object.entries(pattern);
  if (entries.length === 0) throw new PatternError(`${where} must not be empty`);
  const tests = entries.map(([name, wanted]) => {
    if (name === "$or") return readOr(wanted);
    const test = Array.isArray(wanted) ? readValues(wanted, name) : readFields(wanted, name);
    return (value: unknown) => {
      const fields = typeof value === "object" && value !== null ? (value as Matcher) : {};
      return test(Object.hasOwn(fields, name) ? fields[name] : undefined);
    };
  });
  return (value) => tests.every((test) => test(value));
}

function readOr(wanted: unknown): (value: unknown) => boolean {
  if (!Array.isArray(wanted) || wanted.length < 2)
    throw new PatternError("$or must be a list of two patterns or more");
  const tests = wanted.map((each) => readFields(each, "$or"));
  return (value) => tests.some((test) => test(value));
}

/** A field fits if it, or one of the values of a list in it, fits one of those wanted. */
function readValues(wanted: readonly unknown[], name: string): (value: unknown) => boolean {
  if (wanted.length === 0) throw new PatternError(`${name} must have a value that it may be`);
  const tests = wanted.map((each) => readValue(each, name));
  return (value) =>
    tests.some((test) =>
      Array.isArray(value) && value.length > 0 ? value.some((one) => test(one)) : test(value),
    );
}

function readValue(wanted: unknown, name: string): (value: unknown) => boolean {
  if (typeof wanted !== "object" || wanted === null) return (value) => value === wanted;
  const [[comparison, argument] = ["", undefined], ...more] = Object.entries(wanted);
  const test = Object.hasOwn(TESTS, comparison) ? TESTS[comparison]?.(argument) : undefined;
  if (test === undefined || more.length > 0)
    throw new PatternError(
      `${name} is compared by ${JSON.stringify(wanted)}; the embedded EventBridge compares by ${Object.keys(TESTS).join(", ")}`,
    );
  return test;
}

function ofText(
  wanted: unknown,
  test: (wanted: string, value: string) => boolean,
): ((value: unknown) => boolean) | undefined {
  if (typeof wanted === "string")
    return (value) => typeof value === "string" && test(wanted, value);
  const ignored = (wanted as Matcher | null)?.["equals-ignore-case"];
  if (typeof ignored !== "string") return undefined;
  const low = ignored.toLowerCase();
  return (value) => typeof value === "string" && test(low, value.toLowerCase());
}

/** Stars stand for any characters; `\*` is a star. */
function matchesWildcard(wanted: string, value: string): boolean {
  const parts = wanted
    .split(/(?<!\\)\*/)
    .map((part) => part.replaceAll("\\*", "*").replaceAll("\\\\", "\\"));
  const [first = "", ...rest] = parts;
  if (!value.startsWith(first)) return false;
  if (rest.length === 0) return value === first;
  const last = rest.pop() ?? "";
  let at = first.length;
  for (const part of rest) {
    const found = value.indexOf(part, at);
    if (found === -1) return false;
    at = found + part.length;
  }
  return value.length - last.length >= at && value.endsWith(last);
}

function anythingBut(wanted: unknown): ((value: unknown) => boolean) | undefined {
  const isPlain = (each: unknown) => typeof each === "string" || typeof each === "number";
  if (isPlain(wanted)) return (value) => value !== undefined && value !== wanted;
  if (Array.isArray(wanted))
    return wanted.every(isPlain)
      ? (value) => value !== undefined && !wanted.includes(value as string)
      : undefined;
  if (typeof wanted !== "object" || wanted === null) return undefined;
  const [[comparison, argument] = ["", undefined]] = Object.entries(wanted);
  const isOne =
    comparison !== "exists" && comparison !== "numeric" && Object.hasOwn(TESTS, comparison);
  const test = isOne ? TESTS[comparison]?.(argument) : undefined;
  return test === undefined ? undefined : (value) => value !== undefined && !test(value);
}

const COMPARE: Readonly<Record<string, (value: number, limit: number) => boolean>> = {
  "<": (value, limit) => value < limit,
  "<=": (value, limit) => value <= limit,
  "=": (value, limit) => value === limit,
  ">=": (value, limit) => value >= limit,
  ">": (value, limit) => value > limit,
};

/** `[">", 0, "<=", 5]`. */
function numeric(wanted: unknown): ((value: unknown) => boolean) | undefined {
  if (!Array.isArray(wanted) || wanted.length % 2 !== 0 || wanted.length === 0) return undefined;
  const pairs = Array.from({ length: wanted.length / 2 }, (_, at) => {
    const sign = String(wanted[at * 2]);
    const compare = Object.hasOwn(COMPARE, sign) ? COMPARE[sign] : undefined;
    const limit: unknown = wanted[at * 2 + 1];
    return compare === undefined || typeof limit !== "number" ? undefined : { compare, limit };
  });
  if (pairs.includes(undefined)) return undefined;
  return (value) =>
    typeof value === "number" &&
    pairs.every((pair) => pair !== undefined && pair.compare(value, pair.limit));
}
